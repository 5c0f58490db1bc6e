# Completion of awsx for fish 3.1 and later. Load it from ~/.config/fish/config.fish: awsx completion fish | source
#
# Or write it to ~/.config/fish/completions/awsx.fish. Loading this twice is harmless. The names it takes: all that
# begins with __awsx_complete_.

# Whether the cursor is behind command $argv[1] and as many arguments as $argv[2] (`+`: any number), but not in the
# command of `awsx exec`; without arguments: whether the command is still missing.
function __awsx_complete_at
    set -l words (commandline -opc)[2..-1]
    if not set -q argv[1]
        not set -q words[1]
        return
    end
    test "$words[1]" = "$argv[1]"; and not __awsx_complete_child_start >/dev/null; or return
    test -z "$argv[2]" -o "$argv[2]" = +; and return
    test (count (__awsx_complete_places)) -eq "$argv[2]"
end

# The arguments before the cursor, by their index in the line.
function __awsx_complete_places
    set -l words (commandline -opc)
    set -l values (__awsx_complete_values "$words[2]")
    set -l skip
    for index in (seq 3 (count $words))
        if set -q skip[1]
            set skip
        else if test "$words[$index]" = --
            echo $index
        else if contains -- "$words[$index]" $values
            set skip yes
        else if not string match -q -- '-*' "$words[$index]"
            echo $index
        end
    end
    true
end

# Where the command of `awsx exec` starts; fails outside of it.
function __awsx_complete_child_start
    set -l words (commandline -opc)
    contains -- "$words[2]" $__awsx_complete_takers; or return
    set -l places (__awsx_complete_places)
    for index in $places
        if test "$words[$index]" = --
            math $index + 1
            return
        end
    end
    if set -q places[2]
        echo $places[2]
    else if set -q places[1]; and not string match -q -- '-*' (commandline -ct)
        math (count $words) + 1
    else
        return 1
    end
end

# The command line behind `awsx exec PROFILE --`, completed on its own.
function __awsx_complete_child
    set -l start (__awsx_complete_child_start); or return
    set -l words (commandline -opc)
    set -l before
    if test $start -le (count $words)
        set before (string escape -- $words[$start..-1])
    end
    complete -C (string join ' ' -- $before (commandline -ct))
end

# Nobody is asked for anything.
function __awsx_complete_profiles
    command awsx list --names --no-input 2>/dev/null </dev/null | string match -v -- '-*'
end

# The options of command $argv[1] that take a value.
function __awsx_complete_values
    switch "$argv[1]"
        # @values@
        case '*'
            true
    end
end

complete -c awsx -e
complete -c awsx -f
complete -c awsx -n __awsx_complete_at -l help -d 'show every command'
complete -c awsx -n __awsx_complete_at -l version -d 'show the version'
complete -c awsx -n __awsx_complete_child_start -x -a '(__awsx_complete_child)'
# @arguments@
