# Completion of awsx for bash 3.2 and later. Load it from ~/.bashrc: eval "$(awsx completion bash)"
#
# What follows `awsx exec PROFILE --` completes as a command line of its own, by bash-completion where that is loaded.
# The names it takes: all that begins with __awsx_complete.

# What bash calls on tab. The helpers below share these variables.
__awsx_complete() {
  local -a words=() starts=()
  local quote='' opened='' kept='' word='' last=0 places=0 child='' option=''
  local flags='' values='' first='' second='' repeats='' takes=''
  local IFS=$' \t\n'
  COMPREPLY=()
  __awsx_complete_split "${COMP_LINE:0:COMP_POINT}"
  last=$((${#words[@]} - 1)) word="${words[${#words[@]} - 1]}"
  if [ "$last" -lt 2 ]; then
    __awsx_complete_list "$(__awsx_complete_commands)"
    return
  fi
  __awsx_complete_command "${words[1]}"
  __awsx_complete_place
  if [ -n "$child" ]; then
    __awsx_complete_child "$child"
  elif [ -n "$option" ]; then
    __awsx_complete_value "$option" ''
  else
    case "$word" in
      --*=*) __awsx_complete_value "${word%%=*}" "${word%%=*}=" ;;
      -*) __awsx_complete_list "$flags" ;;
      *) __awsx_complete_argument ;;
    esac
  fi
}

# Splits a line as bash would: the words without their quotes and where each starts; of the last one which quote is open,
# what stands before that, and what bash keeps of it: it replaces only what is behind the last : = or @.
__awsx_complete_split() {
  local text="$1" at=0 char begun='' item=''
  while [ "$at" -lt "${#text}" ]; do
    char="${text:at:1}"
    if [ -z "$quote" ] && [[ "$char" == [[:space:]] ]]; then
      if [ -n "$begun" ]; then words+=("$item"); fi
      begun='' item='' opened=''
    else
      if [ -z "$begun" ]; then starts+=("$at") begun=1; fi
      if [ "$char" = "\\" ] && [ "$quote" != "'" ]; then
        at=$((at + 1))
        item="$item${text:at:1}"
      elif [ -n "$quote" ]; then
        if [ "$char" = "$quote" ]; then quote=''; else item="$item$char"; fi
      elif [ "$char" = "'" ] || [ "$char" = '"' ]; then
        quote="$char" opened="$item"
      else
        item="$item$char"
      fi
    fi
    at=$((at + 1))
  done
  words+=("$item")
  if [ -z "$begun" ]; then starts+=("$at"); fi
  item="${text:${starts[${#starts[@]} - 1]}}" kept=''
  for char in : = @; do
    case "$COMP_WORDBREAKS" in *"$char"*) text="${item%"${item##*"$char"}"}" ;; *) text='' ;; esac
    if [ "${#text}" -gt "${#kept}" ]; then kept="$text"; fi
  done
}

# Where the cursor is: in the value of an option, behind so many arguments, or in the command of `awsx exec`.
__awsx_complete_place() {
  local index=2
  while [ "$index" -lt "$last" ]; do
    case "${words[index]}" in
      --)
        child="${starts[index + 1]}"
        return
        ;;
      -*)
        case " $values " in *" ${words[index]} "*) index=$((index + 1)) ;; esac
        if [ "$index" -eq "$last" ]; then option="${words[index - 1]}"; fi
        ;;
      *)
        places=$((places + 1))
        if [ -n "$takes" ] && [ "$places" -eq 2 ]; then
          child="${starts[index]}"
          return
        fi
        ;;
    esac
    index=$((index + 1))
  done
  case "$word" in -*) return ;; esac
  if [ -n "$takes" ] && [ "$places" -eq 1 ] && [ -z "$option" ]; then child="${starts[last]}"; fi
}

__awsx_complete_argument() {
  if [ "$places" -eq 0 ]; then
    __awsx_complete_list "${first//@profiles/}"
    case "$first" in *@profiles*) __awsx_complete_profiles ;; esac
  elif [ "$places" -eq 1 ] || [ -n "$repeats" ]; then
    __awsx_complete_list "${second//@profiles/}"
    case "$second" in *@profiles*) __awsx_complete_profiles ;; esac
  fi
}

# The values of option $1, behind $2 where they are written in one word.
__awsx_complete_value() {
  local value choices
  choices="$(__awsx_complete_choices "$1")"
  if [ "$choices" = @files ]; then
    compopt -o filenames 2>/dev/null
    while IFS='' read -r value; do COMPREPLY+=("$value"); done < <(compgen -f -- "${word#"$2"}")
    return
  fi
  for value in $choices; do __awsx_complete_offer "$2$value"; done
}

# Offers each word of $1.
__awsx_complete_list() {
  local item
  for item in $1; do __awsx_complete_offer "$item"; done
}

# Nobody is asked for anything.
__awsx_complete_profiles() {
  local name
  while IFS='' read -r name; do
    case "$name" in '' | -*) ;; *) __awsx_complete_offer "$name" ;; esac
  done < <(command awsx list --names --no-input 2>/dev/null </dev/null)
}

# Adds $1 to the replies if it begins as the word does, quoted as the word is.
__awsx_complete_offer() {
  local text
  case "$1" in "$word"*) ;; *) return ;; esac
  case "$quote" in
    "'") text="${1#"$opened"}" text="${text//\'/\'\\\'\'}" ;;
    '"')
      text="${1#"$opened"}"
      # In double quotes bash looks for history even behind a backslash.
      case "$text" in *!*) return ;; esac
      text="${text//\\/\\\\}" text="${text//\"/\\\"}" text="${text//\$/\\\$}" text="${text//\`/\\\`}"
      ;;
    *)
      printf -v text '%q' "$1"
      text="${text#"$kept"}"
      ;;
  esac
  # Readline closes the quote, but takes one at the end of the word for that.
  if [ -n "$quote" ]; then case "$text" in *"$quote") text="$text$quote" ;; esac; fi
  COMPREPLY+=("$text")
}

# The command line that starts at $1.
__awsx_complete_child() {
  local index=0 at=0
  while [ "$index" -lt "$COMP_CWORD" ]; do
    while [[ "${COMP_LINE:at:1}" == [[:space:]] ]]; do at=$((at + 1)); done
    if [ "$at" -ge "$1" ]; then break; fi
    at=$((at + ${#COMP_WORDS[index]})) index=$((index + 1))
  done
  if declare -F _comp_command_offset >/dev/null; then
    _comp_command_offset "$index"
  elif declare -F _command_offset >/dev/null; then
    _command_offset "$index"
  else
    COMP_LINE="${COMP_LINE:$1}" COMP_POINT=$((COMP_POINT - $1))
    COMP_WORDS=("${COMP_WORDS[@]:index}") COMP_CWORD=$((COMP_CWORD - index))
    __awsx_complete_other
  fi
}

# Without bash-completion: a command, or what was registered for it, or a file.
__awsx_complete_other() {
  local spec reply action=-c current="${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -gt 0 ]; then
    action=-f
    spec="$(complete -p "${COMP_WORDS[0]}" 2>/dev/null)"
    if [[ "$spec" =~ \ -F\ ([^\ ]+)\  ]]; then
      "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "$current" "${COMP_WORDS[COMP_CWORD - 1]}"
      return
    elif [[ "$spec" =~ \ -C\ \'?([^\'\ ]+)\'?\  ]]; then
      while IFS='' read -r reply; do COMPREPLY+=("$reply"); done < <(
        export COMP_LINE COMP_POINT
        "${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "$current" "${COMP_WORDS[COMP_CWORD - 1]}" 2>/dev/null
      )
      return
    fi
    compopt -o filenames 2>/dev/null
  fi
  while IFS='' read -r reply; do COMPREPLY+=("$reply"); done < <(compgen "$action" -- "$current")
}

__awsx_complete_commands() {
  case "$word" in
    -*) printf '%s' '--help --version' ;;
    *) printf '%s' '@commands@' ;;
  esac
}

# What command $1 takes.
__awsx_complete_command() {
  case "$1" in
    # @arguments@
    *) ;;
  esac
}

# What option $1 takes.
__awsx_complete_choices() {
  case "$1" in
    # @choices@
    *) ;;
  esac
}

complete -F __awsx_complete awsx
