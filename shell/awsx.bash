# awsx for bash 3.2 and later. Load it from ~/.bashrc: eval "$(awsx hook bash)"
#
# `awsx use PROFILE`, `awsx off`, `awsx -` and `awsx` alone change this shell; every other word goes to the program
# untouched, but `awsx doctor` is told which hook this is. Before a prompt a session that soon ends is renewed
# (AWSX_RENEW=off: never) and the profile is shown in PS1 (AWSX_PROMPT: off, ascii, or on beside a theme).
# Loading this twice is harmless. The names it takes: awsx, awsx_prompt, and all that begins with __awsx_.

# --- What is typed -----------------------------------------------------------

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
awsx() {
  \builtin local IFS=$' \t\n' theme=''
  case "${1-}" in
    use | off | -) ;;
    doctor)
      __awsx_find_theme
      AWSX_HOOK_LOADED="bash @fingerprint@ $theme" \command awsx "$@"; \builtin return ;;
    *) if [[ $# -gt 0 ]]; then \command awsx "$@"; \builtin return; fi ;;
  esac
  case " $* " in *' --help '* | *' -h '*) \command awsx "$@"; \builtin return ;; esac
  \builtin local __awsx_code __awsx_status=0 __awsx_trace='' __awsx_back="${__awsx_previous-}"
  case $- in *x*) __awsx_trace=1; { \builtin set +x; } 2>/dev/null ;; esac
  if [[ -z ${__awsx_names-} ]]; then __awsx_back="${__awsx_again-}"; fi
  __awsx_code="$(AWSX_HOOK=bash AWSX_PREVIOUS="$__awsx_back" \command awsx "$@")" || __awsx_status=$?
  if [[ $__awsx_status -eq 0 ]]; then __awsx_take "$__awsx_code"; fi
  if [[ -n $__awsx_trace ]]; then \builtin set -x; fi
  \builtin return "$__awsx_status"
}

__awsx_take() { if [[ "${1%%$'\n'*}" == '# awsx 1' ]]; then \builtin eval "$1"; fi; }

# --- What the program tells the hook to do -----------------------------------

# Remembers what $1 was before awsx changed it, and whether programs saw it.
__awsx_keep() {
  \builtin local flags
  __awsx_names="${__awsx_names-}$1"$'\n'
  \builtin unset "__awsx_old_$1" "__awsx_new_$1" "__awsx_inner_$1"
  if [[ -z ${!1+set} ]]; then \builtin return 0; fi
  \builtin eval "__awsx_old_$1=\$$1"
  flags="$(\builtin declare -p "$1")"
  flags="${flags#declare -}"
  if [[ ${flags%% *} != *x* ]]; then \builtin eval "__awsx_inner_$1=1"; fi
}

__awsx_export() { __awsx_keep "$1"; __awsx_renew "$1" "$2"; }

__awsx_unset() { \builtin local name; for name; do __awsx_keep "$name"; \builtin unset "$name"; done; }

# A newer value of what `use` set.
__awsx_renew() { \builtin export "$1=$2"; \builtin eval "__awsx_new_$1=\$2"; }

# What the prompt, `awsx -` and a renewal go by: the name twice, the colour, when to renew, the use itself, its end.
__awsx_used() {
  if [[ "$5" != "${__awsx_again-}" ]]; then __awsx_previous="${__awsx_again-}" __awsx_again="$5"; fi
  __awsx_label="$1" __awsx_ascii="$2" __awsx_class="$3" __awsx_renews="$4" __awsx_asked=0 __awsx_knows=
  __awsx_tell_tmux "$1" "$6" "$3"
}

# The person knows that this session ends.
__awsx_told() { __awsx_knows=1; }

# Whether $1 is still as awsx left it.
__awsx_holds() {
  \builtin local new="__awsx_new_$1"
  [[ "${!1+set}${!1-}" == "${!new+set}${!new-}" ]]
}

# Gives every variable back what it was, unless somebody changed it since.
__awsx_leave() {
  \builtin local name old inner IFS=$'\n'
  for name in ${__awsx_names-}; do
    old="__awsx_old_$name" inner="__awsx_inner_$name"
    if __awsx_holds "$name"; then
      if [[ -n ${!old+set} ]]; then \builtin export "$name=${!old}"; else \builtin unset "$name"; fi
      if [[ -n ${!inner-} ]]; then \builtin export -n "${name?}"; fi
    fi
    \builtin unset "$old" "__awsx_new_$name" "$inner"
  done
  __awsx_names=
}

# `off`: without a `use` in this shell, the variables that the program found go.
__awsx_off() {
  if [[ -n ${__awsx_names-} ]]; then __awsx_leave; __awsx_tell_tmux; elif [[ $# -gt 0 ]]; then \builtin unset "$@"; fi
}

# The pane of tmux shows it where its format asks for @awsx; a name without # is no format to tmux.
__awsx_tell_tmux() {
  if [[ -z "${TMUX-}" || -z "${TMUX_PANE-}" ]]; then \builtin return 0; fi
  \builtin local to set
  to=(-p -t "$TMUX_PANE")
  if [[ $# -gt 0 ]]; then
    set=(set "${to[@]}" @awsx "${1//[#%;]/?}" \; set "${to[@]}" @awsx_until "$2" \;)
    set+=(set "${to[@]}" @awsx_colour "${3:-default}")
  else
    set=(set "${to[@]}" -u @awsx \; set "${to[@]}" -u @awsx_until \; set "${to[@]}" -u @awsx_colour)
  fi
  \command tmux "${set[@]}" >/dev/null 2>&1 || \builtin :
}

# --- Before a prompt ---------------------------------------------------------

# Keeps the status for whatever else comes before the prompt; bash does so for the prompt itself.
__awsx_precmd() {
  \builtin local __awsx_status=$? __awsx_trace=
  case $- in *x*) __awsx_trace=1; { \builtin set +x; } 2>/dev/null ;; esac
  if [[ -n ${AWSX_PROFILE-}${__awsx_segment-} ]]; then __awsx_tick || \builtin :; fi
  if [[ -n $__awsx_trace ]]; then \builtin set -x; fi
  # Where a failure ends the shell, this is none.
  case $- in *e*) \builtin return 0 ;; *) \builtin return "$__awsx_status" ;; esac
}

# Most prompts find all as it was, and the same minute.
__awsx_tick() {
  \builtin local key till now="${EPOCHSECONDS-}" IFS=$' \t\n'
  if [[ -z $now ]]; then __awsx_now; fi
  if [[ -n ${__awsx_names-} && -n ${__awsx_renews-} && $now -ge $__awsx_renews ]]; then __awsx_ask; fi
  __awsx_look
  if [[ "$key" == "${__awsx_key-}" && $now -ge $__awsx_from && $now -lt $__awsx_till ]]; then \builtin return 0; fi
  __awsx_show
  __awsx_look
  __awsx_key="$key" __awsx_from="$now" __awsx_till="$till"
}

# Sets `key` of whoever calls: what the segment is made from, but for the time.
__awsx_look() {
  key="${__awsx_names:+1}:${AWSX_PROFILE-}:${AWSX_EXPIRES_AT-}:${AWS_ACCESS_KEY_ID-}:${AWS_PROFILE-}:${__awsx_class-}"
  key="$key:${AWSX_PROMPT-}:${NO_COLOR-}:${LC_ALL-}:${LC_CTYPE-}:${LANG-}:${STARSHIP_SHELL-}:${PS1-}:${BASHOPTS-}"
}

# Sets `now` of whoever calls, seconds since 1970; only before bash 4.2 that takes a process.
__awsx_now() {
  now="${EPOCHSECONDS-}"
  if [[ -z $now ]]; then \builtin printf -v now '%(%s)T' -1 2>/dev/null || now="$(\command date +%s)"; fi
  case $now in '' | *[!0-9]*) now=0 ;; esac
}

# Asks a running agent for a newer session, at most once a minute. It is the program that keeps the time.
__awsx_ask() {
  if [[ ${AWSX_RENEW-} == off || ($now -ge $__awsx_asked && $now -lt $((__awsx_asked + 60))) ]]; then
    \builtin return 0
  fi
  if ! __awsx_is_whole || ! \builtin type -P awsx >/dev/null; then \builtin return 0; fi
  __awsx_asked=$now
  \builtin local __awsx_code
  __awsx_code="$(AWSX_HOOK=bash AWSX_AGAIN="$__awsx_again" AWSX_TOLD="$__awsx_knows" AWSX_RENEW="${AWSX_RENEW-}" \
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
  text='' colour='' till=999999999999
  if [[ -z ${AWSX_PROFILE-} ]]; then \builtin return 0; fi
  \builtin local mark='☁ ' name end="${AWSX_EXPIRES_AT-}" left
  case "${LC_ALL:-${LC_CTYPE:-${LANG-}}}" in *[Uu][Tt][Ff]*8*) ;; *) mark=aws: ;; esac
  if [[ ${AWSX_PROMPT-} == ascii ]]; then mark=aws:; fi
  if [[ -z ${__awsx_names-} ]]; then
    __awsx_clean
    name="$__awsx_outer"
    case "$name" in *[Pp][Rr][Oo][Dd]*) colour=red ;; esac
  elif __awsx_is_whole; then
    colour="$__awsx_class" name="$__awsx_label"
    if [[ $mark == aws: ]]; then name="$__awsx_ascii"; fi
  else
    \builtin return 0
  fi
  text="$mark$name"
  # Arithmetic would run what a variable holds.
  case $end in '' | *[!0-9]*) \builtin return 0 ;; esac
  if [[ ${#end} -gt 12 || $now -eq 0 ]]; then \builtin return 0; fi
  end=$((10#$end)) left=$((10#$end - now))
  if [[ $left -ge 60 ]]; then till=$((end - left / 60 * 60 + 1)); elif [[ $left -gt 0 ]]; then till=$end; fi
  if [[ $left -le 0 ]]; then text="$text expired"
  elif [[ $left -lt 60 ]]; then text="$text <1m"
  elif [[ $left -lt 3600 ]]; then text="$text $((left / 60))m"
  else
    end=$((left % 3600 / 60))
    if [[ $end -lt 10 ]]; then end="0$end"; fi
    text="$text $((left / 3600))h${end}m"
  fi
}

# A name from outside may hold anything; it is looked at once.
__awsx_clean() {
  if [[ "${__awsx_seen-}" == "$AWSX_PROFILE" ]]; then \builtin return 0; fi
  \builtin local LC_ALL=C
  __awsx_seen="$AWSX_PROFILE" __awsx_outer="${AWSX_PROFILE//[^ -~]/?}"
  __awsx_outer="${__awsx_outer:0:40}"
}

# Sets `theme` of whoever calls: the one that draws this shell's prompt and knows the variables itself; empty for none.
__awsx_find_theme() {
  theme=''
  if [[ ${STARSHIP_SHELL-} == bash ]]; then theme=starship
  elif \builtin declare -F _omp_hook >/dev/null; then theme=oh-my-posh
  fi
}

# Sets `on` and `off` of whoever calls: what a terminal takes for colour $1.
__awsx_paint() {
  on='' off=''
  if [[ -n ${NO_COLOR-} ]]; then \builtin return 0; fi
  case "$1" in
    red) on=$'\e[31m' ;;
    green) on=$'\e[32m' ;;
    yellow) on=$'\e[33m' ;;
    blue) on=$'\e[34m' ;;
    magenta) on=$'\e[35m' ;;
    cyan) on=$'\e[36m' ;;
    *) \builtin return 0 ;;
  esac
  off=$'\e[0m'
}

# Puts the segment in front of PS1, or takes it out. PS1 names a variable, and bash expands no further what that holds.
__awsx_show() {
  till=999999999999
  # shellcheck disable=SC2016
  \builtin local text='' colour='' theme='' on off piece='${__awsx_segment:+\[${__awsx_on-}\]$__awsx_segment\[${__awsx_off-}\] }'
  if [[ ${AWSX_PROMPT-} != off ]] && \builtin shopt -q promptvars; then __awsx_describe; fi
  if [[ -n $text && ${AWSX_PROMPT-} != on ]]; then
    __awsx_find_theme
    if [[ -n $theme ]]; then text=''; fi
  fi
  if [[ -n $text ]]; then
    __awsx_paint "$colour"
    __awsx_on="$on" __awsx_off="$off"
    if [[ "${PS1-}" != *"$piece"* ]]; then PS1="$piece${PS1-}"; fi
  elif [[ -n ${__awsx_segment-} ]]; then
    PS1="${PS1#"$piece"}"
  fi
  __awsx_segment="$text"
}

# The segment for a prompt of your own: PS1='$(awsx_prompt)\$ '
awsx_prompt() {
  \builtin local text colour till on off now=0 IFS=$' \t\n'
  if [[ -n ${AWSX_PROFILE-} ]]; then __awsx_now; fi
  __awsx_describe
  __awsx_paint "$colour"
  # What readline does not count stands between \001 and \002.
  if [[ -n $on && -n $text ]]; then text=$'\001'"$on"$'\002'"$text"$'\001'"$off"$'\002'; fi
  \builtin printf '%s' "$text"
}

# Behind what is there, by whichever way this bash and bash-preexec go.
__awsx_install() {
  \builtin local kind
  kind="$(\builtin declare -p PROMPT_COMMAND 2>/dev/null)"
  case "${PROMPT_COMMAND[*]-} ${precmd_functions[*]-}" in
    *__awsx_precmd*) ;;
    *)
      if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then precmd_functions+=(__awsx_precmd)
      elif [[ $kind == 'declare -a'* ]]; then PROMPT_COMMAND+=(__awsx_precmd)
      else
        # A line of its own: what is there may end in a semicolon or in a comment.
        # shellcheck disable=SC2128,SC2178
        PROMPT_COMMAND="${PROMPT_COMMAND:+$PROMPT_COMMAND$'\n'}__awsx_precmd"
      fi
      ;;
  esac
}
case $- in *i*) __awsx_install ;; esac
