# awsx in powerlevel10k: put this into ~/.p10k.zsh, and the word awsx into POWERLEVEL9K_RIGHT_PROMPT_ELEMENTS.
# It needs the hook, and starts no process.

function prompt_awsx() {
  (( ${+functions[__awsx_describe]} )) || return 0
  local text colour till
  __awsx_describe
  [[ -z "$text" ]] || p10k segment -f "${colour:-yellow}" -t "${text//\%/%%}"
}
