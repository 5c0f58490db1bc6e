#compdef awsx
# Completion of awsx for zsh. Load it from ~/.zshrc, below compinit: eval "$(awsx completion zsh)"
# Or put it as _awsx into a folder of fpath. The names it takes: _awsx, and all that begins with __awsx_complete_.

# Words of awsx first, then what its command takes.
_awsx() {
  if (( CURRENT == 2 )); then
    __awsx_complete_commands
    return
  fi
  shift words
  (( CURRENT-- ))
  __awsx_complete_arguments "${words[1]}"
}

__awsx_complete_commands() {
  local -a commands
  commands=(
    # @commands@
  )
  if [[ "$PREFIX" == -* ]]; then commands=('--help:show every command' '--version:show the version'); fi
  _describe -t commands command commands
}

# The options and arguments of command $1.
__awsx_complete_arguments() {
  case "$1" in
    # @arguments@
  esac
}

# Profile names, which are quoted where they need it; nobody is asked for anything.
__awsx_complete_profiles() {
  local -a names
  names=(${(f)"$(command awsx list --names --no-input 2>/dev/null </dev/null)"})
  names=(${names:#-*})
  local expl
  _wanted profiles expl profile compadd -a names
}

# What follows a command's profile and `--` is a command line of its own.
__awsx_complete_child() {
  if [[ "${words[1]}" == -- ]] && (( CURRENT > 1 )); then
    shift words
    (( CURRENT-- ))
  fi
  _normal
}

if [[ "${funcstack[1]-}" == _awsx ]]; then
  _awsx "$@"
elif (( ${+functions[compdef]} )); then
  compdef _awsx awsx
else
  print -u2 'awsx: completion needs compinit above it: autoload -Uz compinit && compinit'
fi
