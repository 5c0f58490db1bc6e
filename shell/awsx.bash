# awsx for bash 3.2 and later. Load it from ~/.bashrc: eval "$(awsx hook bash)"
#
# `awsx use PROFILE` and `awsx off` change this shell; every other word goes to the program untouched, but `awsx doctor`
# is told which hook this is.
# Loading this twice is harmless. The names it takes: the function awsx, and all that begins with __awsx_.

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
awsx() {
  case "${1-}" in
    use | off) ;;
    doctor) AWSX_HOOK_LOADED='bash @fingerprint@' \command awsx "$@"; \builtin return ;;
    *) \command awsx "$@"; \builtin return ;;
  esac
  case " $* " in *' --help '* | *' -h '*) \command awsx "$@"; \builtin return ;; esac
  \builtin local __awsx_code __awsx_status=0 __awsx_trace=
  case $- in *x*) __awsx_trace=1; { \builtin set +x; } 2>/dev/null ;; esac
  __awsx_code="$(AWSX_HOOK=bash \command awsx "$@")" || __awsx_status=$?
  if [[ $__awsx_status -eq 0 && "${__awsx_code%%$'\n'*}" == '# awsx 1' ]]; then \builtin eval "$__awsx_code"; fi
  if [[ -n $__awsx_trace ]]; then \builtin set -x; fi
  \builtin return "$__awsx_status"
}

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

__awsx_export() { __awsx_keep "$1"; \builtin export "$1=$2"; \builtin eval "__awsx_new_$1=\$2"; }

__awsx_unset() { \builtin local name; for name; do __awsx_keep "$name"; \builtin unset "$name"; done; }

# Gives every variable back what it was, unless somebody changed it since.
__awsx_leave() {
  \builtin local name old new inner IFS=$'\n'
  for name in ${__awsx_names-}; do
    old="__awsx_old_$name" new="__awsx_new_$name" inner="__awsx_inner_$name"
    if [[ "${!name+set}${!name-}" == "${!new+set}${!new-}" ]]; then
      if [[ -n ${!old+set} ]]; then \builtin export "$name=${!old}"; else \builtin unset "$name"; fi
      if [[ -n ${!inner-} ]]; then \builtin export -n "${name?}"; fi
    fi
    \builtin unset "$old" "$new" "$inner"
  done
  __awsx_names=
}

# `off`: without a `use` in this shell, the variables that the program found go.
__awsx_off() {
  if [[ -n ${__awsx_names-} ]]; then __awsx_leave; elif [[ $# -gt 0 ]]; then \builtin unset "$@"; fi
}
