# awsx for zsh. Load it from ~/.zshrc: eval "$(awsx hook zsh)"
#
# `awsx use PROFILE` and `awsx off` change this shell; every other word goes to the program untouched, but `awsx doctor`
# is told which hook this is.
# Loading this twice is harmless. The names it takes: the function awsx, and all that begins with __awsx_.

\builtin typeset -gA __awsx_old __awsx_new __awsx_inner

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
awsx() {
  case "${1-}" in
    (use|off) ;;
    (doctor) AWSX_HOOK_LOADED='zsh @fingerprint@' \command awsx "$@"; \builtin return ;;
    (*) \command awsx "$@"; \builtin return ;;
  esac
  case " $* " in (*' --help '*|*' -h '*) \command awsx "$@"; \builtin return ;; esac
  { \builtin emulate -L zsh -o no_xtrace -o no_err_exit; } 2>/dev/null
  \builtin local __awsx_code __awsx_status=0
  __awsx_code="$(AWSX_HOOK=zsh \command awsx "$@")" || __awsx_status=$?
  if [[ $__awsx_status -eq 0 && "${__awsx_code%%$'\n'*}" == '# awsx 1' ]]; then \builtin eval "$__awsx_code"; fi
  \builtin return $__awsx_status
}

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

# Gives every variable back what it was, unless somebody changed it since.
__awsx_leave() {
  \builtin local name now
  for name in ${(k)__awsx_new}; do
    now=; if (( ${(P)+name} )); then now="set:${(P)name}"; fi
    [[ "$now" == "${__awsx_new[$name]}" ]] || \builtin continue
    if (( ${+__awsx_old[$name]} )); then \builtin export "$name=${__awsx_old[$name]}"; else \builtin unset "$name"; fi
    if (( ${+__awsx_inner[$name]} )); then \builtin typeset -g +x "$name"; fi
  done
  __awsx_old=() __awsx_new=() __awsx_inner=()
}

# `off`: without a `use` in this shell, the variables that the program found go.
__awsx_off() {
  if (( ${#__awsx_new} )); then __awsx_leave; elif (( $# )); then \builtin unset "$@"; fi
}
