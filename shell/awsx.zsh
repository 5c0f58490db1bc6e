# awsx for zsh. Load it from ~/.zshrc: eval "$(awsx hook zsh)"
#
# `awsx use PROFILE`, `awsx off`, `awsx -` and `awsx` alone change this shell; every other word goes to the program
# untouched, but `awsx doctor` is told which hook this is. Before a prompt a session that soon ends is renewed
# (AWSX_RENEW=off: never) and the profile is shown on the right (AWSX_PROMPT: off, ascii, or on beside a theme).
# Loading this twice is harmless. The names it takes: awsx, awsx_prompt, and all that begins with __awsx_.

\builtin typeset -gA __awsx_old __awsx_new __awsx_inner
\builtin zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null

# --- What is typed -----------------------------------------------------------

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
awsx() {
  case "${1-}" in
    (use|off|-) ;;
    (doctor) \builtin local theme; __awsx_find_theme
      AWSX_HOOK_LOADED="zsh @fingerprint@ $theme" \command awsx "$@"; \builtin return ;;
    (*) if (( $# )); then \command awsx "$@"; \builtin return; fi ;;
  esac
  case " ${(j: :)@} " in (*' --help '*|*' -h '*) \command awsx "$@"; \builtin return ;; esac
  { \builtin emulate -L zsh -o no_xtrace -o no_err_exit; } 2>/dev/null
  \builtin local __awsx_code __awsx_status=0 __awsx_back="${__awsx_previous-}"
  if (( ! ${#__awsx_new} )); then __awsx_back="${__awsx_again-}"; fi
  __awsx_code="$(AWSX_HOOK=zsh AWSX_PREVIOUS="$__awsx_back" \command awsx "$@")" || __awsx_status=$?
  if [[ $__awsx_status -eq 0 ]]; then __awsx_take "$__awsx_code"; fi
  \builtin return $__awsx_status
}

__awsx_take() { if [[ "${1%%$'\n'*}" == '# awsx 1' ]]; then \builtin eval "$1"; fi; }

# --- What the program tells the hook to do -----------------------------------

# Remembers what $1 was before awsx changed it, and whether programs saw it; a name without an old value was not set.
__awsx_keep() {
  \builtin unset "__awsx_old[$1]" "__awsx_inner[$1]"
  __awsx_new[$1]=
  if (( ! ${(P)+1} )); then \builtin return 0; fi
  __awsx_old[$1]="${(P)1}"
  if [[ "${(Pt)1}" != *export* ]]; then __awsx_inner[$1]=1; fi
}

__awsx_export() { __awsx_keep "$1"; \builtin export "$1=$2"; __awsx_new[$1]="set:$2"; }

__awsx_unset() { \builtin local name; for name; do __awsx_keep "$name"; \builtin unset "$name"; done; }

# A newer value of what `use` set.
__awsx_renew() { \builtin export "$1=$2"; __awsx_new[$1]="set:$2"; }

# What the prompt, `awsx -` and a renewal go by: the name twice, the colour, when to renew, the use itself, its end.
__awsx_used() {
  if [[ "$5" != "${__awsx_again-}" ]]; then \builtin typeset -g __awsx_previous="${__awsx_again-}" __awsx_again="$5"; fi
  \builtin typeset -g __awsx_label="$1" __awsx_ascii="$2" __awsx_class="$3" __awsx_renews="$4"
  \builtin typeset -g __awsx_asked=0 __awsx_knows=
  __awsx_tell_tmux "$1" "$6" "$3"
}

# The person knows that this session ends.
__awsx_told() { \builtin typeset -g __awsx_knows=1; }

# Whether $1 is still as awsx left it.
__awsx_holds() {
  \builtin local now=
  if (( ${(P)+1} )); then now="set:${(P)1}"; fi
  [[ "$now" == "${__awsx_new[$1]-}" ]]
}

# Gives every variable back what it was, unless somebody changed it since.
__awsx_leave() {
  \builtin local name
  for name in ${(k)__awsx_new}; do
    __awsx_holds "$name" || \builtin continue
    if (( ${+__awsx_old[$name]} )); then \builtin export "$name=${__awsx_old[$name]}"; else \builtin unset "$name"; fi
    if (( ${+__awsx_inner[$name]} )); then \builtin typeset -g +x "$name"; fi
  done
  __awsx_old=() __awsx_new=() __awsx_inner=()
}

# `off`: without a `use` in this shell, the variables that the program found go.
__awsx_off() {
  if (( ${#__awsx_new} )); then __awsx_leave; __awsx_tell_tmux; elif (( $# )); then \builtin unset "$@"; fi
}

# The pane of tmux shows it where its format asks for @awsx; a name without # is no format to tmux.
__awsx_tell_tmux() {
  if [[ -z "${TMUX-}" || -z "${TMUX_PANE-}" ]]; then \builtin return 0; fi
  \builtin local -a to set
  to=(-p -t "$TMUX_PANE")
  if (( $# )); then
    set=(set $to @awsx "${1//[#%;]/?}" \; set $to @awsx_until "$2" \; set $to @awsx_colour "${3:-default}")
  else
    set=(set $to -u @awsx \; set $to -u @awsx_until \; set $to -u @awsx_colour)
  fi
  \command tmux $set >/dev/null 2>&1 || \builtin :
}

# --- Before a prompt ---------------------------------------------------------

# Most prompts find all as it was, and the same minute. Under `set -x` its first line is seen: hiding that too would make
# every prompt slower.
__awsx_precmd() {
  \builtin emulate -L zsh -o no_xtrace -o no_err_exit
  \builtin local key till now="${EPOCHSECONDS-0}"
  if (( ${#__awsx_new} && now >= ${__awsx_renews:-now + 1} )); then __awsx_ask; fi
  __awsx_look
  if [[ "$key" == "${__awsx_key-}" ]] && (( now >= __awsx_from && now < __awsx_till )); then \builtin return 0; fi
  __awsx_show
  __awsx_look
  \builtin typeset -g __awsx_key="$key" __awsx_from="$now" __awsx_till="$till"
}

# Sets `key` of whoever calls: what the segment is made from, but for the time.
__awsx_look() {
  key="${#__awsx_new}:${AWSX_PROFILE-}:${AWSX_EXPIRES_AT-}:${AWS_ACCESS_KEY_ID-}:${AWS_PROFILE-}:${__awsx_class-}"
  key+=":${AWSX_PROMPT-}:${NO_COLOR-}:${LC_ALL-}:${LC_CTYPE-}:${LANG-}:${STARSHIP_SHELL-}:${RPROMPT-}:${psvar[42]-}"
}

# Asks a running agent for a newer session, at most once a minute. It is the program that keeps the time.
__awsx_ask() {
  if [[ "${AWSX_RENEW-}" == off ]] || (( now >= __awsx_asked && now < __awsx_asked + 60 )); then \builtin return 0; fi
  if ! __awsx_is_whole || (( ! ${+commands[awsx]} )); then \builtin return 0; fi
  \builtin typeset -g __awsx_asked=$now
  \builtin local __awsx_code
  __awsx_code="$(AWSX_HOOK=zsh AWSX_AGAIN="$__awsx_again" AWSX_TOLD="$__awsx_knows" AWSX_RENEW="${AWSX_RENEW-}" \
    \command awsx __renew </dev/null)" && __awsx_take "$__awsx_code"
  __awsx_asked=$now
}

# Whether what awsx set for the session is all as it was.
__awsx_is_whole() {
  \builtin local name
  for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWSX_PROFILE AWSX_EXPIRES_AT; do
    if ! __awsx_holds "$name"; then \builtin return 1; fi
  done
}

# Sets `text` and `colour` of whoever calls: the profile and the time left; empty where there is nothing to show. And
# `till`: the second when that changes by itself.
__awsx_describe() {
  text= colour= till=999999999999
  if [[ -z "${AWSX_PROFILE-}" ]]; then \builtin return 0; fi
  \builtin local name mark='☁ '
  case "${LC_ALL:-${LC_CTYPE:-${LANG-}}}" in (*[Uu][Tt][Ff]*8*) ;; (*) mark=aws: ;; esac
  if [[ "${AWSX_PROMPT-}" == ascii ]]; then mark=aws:; fi
  if (( ! ${#__awsx_new} )); then
    # From outside, so it may hold anything.
    \builtin setopt local_options no_multibyte
    name="${${AWSX_PROFILE//[^ -~]/?}[1,40]}"
    if [[ "${(L)name}" == *prod* ]]; then colour=red; fi
  elif __awsx_is_whole; then
    colour="$__awsx_class"
    if [[ $mark == aws: ]]; then name="$__awsx_ascii"; else name="$__awsx_label"; fi
  else
    \builtin return 0
  fi
  text="$mark$name"
  if [[ "${AWSX_EXPIRES_AT-}" != <0-999999999999> || -z "${EPOCHSECONDS-}" ]]; then \builtin return 0; fi
  \builtin local -i left=$(( AWSX_EXPIRES_AT - EPOCHSECONDS ))
  if (( left > 0 )); then till=$(( left < 60 ? AWSX_EXPIRES_AT : AWSX_EXPIRES_AT - left / 60 * 60 + 1 )); fi
  if (( left <= 0 )); then text+=' expired'
  elif (( left < 60 )); then text+=' <1m'
  elif (( left < 3600 )); then text+=" $(( left / 60 ))m"
  else text+=" $(( left / 3600 ))h${(l:2::0:)$(( left % 3600 / 60 ))}m"
  fi
}

# Sets `theme` of whoever calls: the one that draws this shell's prompt and knows the variables itself; empty for none.
__awsx_find_theme() {
  theme=
  if [[ "${STARSHIP_SHELL-}" == zsh ]]; then theme=starship
  elif (( ${+functions[p10k]} || ${+functions[_p9k_precmd]} )); then theme=powerlevel10k
  elif (( ${+functions[_omp_precmd]} )); then theme=oh-my-posh
  fi
}

# Puts the segment into RPROMPT, or takes it out. The text goes by psvar, which zsh expands no further.
__awsx_show() {
  \builtin local text colour theme piece= old="${__awsx_piece-}"
  till=999999999999
  if [[ "${AWSX_PROMPT-}" != off ]]; then __awsx_describe; fi
  if [[ -n "$text" && "${AWSX_PROMPT-}" != on ]]; then
    __awsx_find_theme
    if [[ -n "$theme" ]]; then text=; fi
  fi
  if [[ -n "$text" ]]; then
    psvar[42]="$text"
    piece='%42v'
    if [[ -n "$colour" && -z "${NO_COLOR-}" ]]; then piece="%F{$colour}$piece%f"; fi
    piece="%(42V.$piece.)"
    if [[ "${old% }" == "$piece" && "$RPROMPT" == *"$old"* ]]; then \builtin return 0; fi
  elif [[ -n "$old" ]]; then
    psvar[42]=()
    while [[ ${#psvar} -gt 0 && -z "${psvar[-1]}" ]]; do psvar[-1]=(); done
  fi
  if [[ -n "$old" ]]; then RPROMPT="${RPROMPT/"$old"/}"; fi
  if [[ -n "$piece" && -n "$RPROMPT" ]]; then piece+=' '; fi
  \builtin typeset -g __awsx_piece="$piece"
  if [[ -n "$piece" ]]; then RPROMPT="$piece$RPROMPT"; fi
}

# The segment for a prompt of your own, quoted for it: setopt prompt_subst; PROMPT='$(awsx_prompt) %# '
awsx_prompt() {
  { \builtin emulate -L zsh -o no_xtrace -o no_err_exit; } 2>/dev/null
  \builtin local text colour till
  __awsx_describe
  text="${text//\%/%%}"
  if [[ -n "$text" && -n "$colour" && -z "${NO_COLOR-}" ]]; then text="%F{$colour}$text%f"; fi
  \builtin print -rn -- "$text"
}

if [[ -o interactive ]]; then
  \builtin typeset -ga precmd_functions
  if [[ " ${(j: :)precmd_functions} " != *' __awsx_precmd '* ]]; then precmd_functions+=(__awsx_precmd); fi
fi
