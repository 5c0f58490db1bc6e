# shellcheck shell=bash
# awsx for direnv: awsx hook direnv > ~/.config/direnv/lib/awsx.sh
# Then a folder's .envrc has: use awsx web-admin
#
# direnv keeps what it got until .envrc changes: after the session has ended, type `direnv reload`. Nobody is asked for
# anything: where a code or the passphrase is needed, the folder comes without credentials and says what to type.

use_awsx() {
  local code
  if code="$(awsx env "$@" --no-input --shell bash)"; then
    eval "$code"
  else
    log_error "awsx: no credentials; try: awsx env $* >/dev/null && direnv reload"
  fi
}
