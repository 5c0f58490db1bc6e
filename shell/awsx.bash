# awsx for bash 3.2 and later. Load it from ~/.bashrc: eval "$(awsx hook bash)"
#
# `awsx use PROFILE` and `awsx off` change this shell; every other word goes to the program untouched.
# Loading this twice is harmless. The names it takes: the function awsx, and all that begins with __awsx_.

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
awsx() {
  case "${1-}" in
    use | off) ;;
    *) command awsx "$@"; return ;;
  esac
  case " $* " in *' --help '* | *' -h '*) command awsx "$@"; return ;; esac
  local __awsx_code __awsx_status=0 __awsx_trace=
  case $- in *x*) __awsx_trace=1; { set +x; } 2>/dev/null ;; esac
  __awsx_code="$(AWSX_HOOK=bash command awsx "$@")" || __awsx_status=$?
  if [ "$__awsx_status" -eq 0 ] && [ "${__awsx_code%%$'\n'*}" = '# awsx 1' ]; then eval "$__awsx_code"; fi
  if [ -n "$__awsx_trace" ]; then set -x; fi
  return "$__awsx_status"
}

# Remembers what $1 was before awsx changed it.
__awsx_keep() {
  __awsx_names="${__awsx_names-}$1 "
  unset "__awsx_old_$1" "__awsx_new_$1"
  if [ -n "${!1+set}" ]; then eval "__awsx_old_$1=\$$1"; fi
}

__awsx_export() { __awsx_keep "$1"; export "$1=$2"; eval "__awsx_new_$1=\$2"; }

__awsx_unset() { local name; for name; do __awsx_keep "$name"; unset "$name"; done; }

# Gives every variable back what it was, unless somebody changed it since.
__awsx_leave() {
  local name old new
  for name in ${__awsx_names-}; do
    old="__awsx_old_$name" new="__awsx_new_$name"
    if [ "${!name-unset}" = "${!new-unset}" ]; then
      if [ -n "${!old+set}" ]; then export "$name=${!old}"; else unset "$name"; fi
    fi
    unset "$old" "$new"
  done
  __awsx_names=
}

# `off`: without a `use` in this shell, the variables that the program found go.
__awsx_off() {
  if [ -n "${__awsx_names-}" ]; then __awsx_leave; elif [ "$#" -gt 0 ]; then unset "$@"; fi
}
