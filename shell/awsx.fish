# awsx for fish 3.1 and later. Load it from ~/.config/fish/config.fish: awsx hook fish | source
#
# `awsx use PROFILE` and `awsx off` change this shell; every other word goes to the program untouched, but `awsx doctor`
# is told which hook this is.
# Loading this twice is harmless. The names it takes: the function awsx, and all that begins with __awsx_.

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
function awsx --description 'AWS credentials for every account and role'
    if test "$argv[1]" = doctor
        AWSX_HOOK_LOADED='fish @fingerprint@' command awsx $argv
        return
    end
    if not contains -- "$argv[1]" use off; or contains -- --help $argv; or contains -- -h $argv
        command awsx $argv
        return
    end
    set -l fish_trace
    set -l code (AWSX_HOOK=fish command awsx $argv)
    set -l result $status
    if test $result -eq 0; and test "$code[1]" = '# awsx 1'
        string join \n -- $code | source
    end
    return $result
end

# Remembers what $argv[1] was before awsx changed it, and whether programs saw it.
function __awsx_keep
    set -ga __awsx_names $argv[1]
    set -e __awsx_old_$argv[1] __awsx_new_$argv[1] __awsx_inner_$argv[1]
    if set -qg $argv[1]
        set -g __awsx_old_$argv[1] $$argv[1]
        set -qgx $argv[1]; or set -g __awsx_inner_$argv[1]
    end
    true
end

function __awsx_export
    __awsx_keep $argv[1]
    set -gx $argv[1] $argv[2]
    set -g __awsx_new_$argv[1] $argv[2]
end

# An exported universal variable cannot be hidden from programs, only erased, for all fishes: it is put back on leaving.
function __awsx_unset
    for name in $argv
        __awsx_keep $name
        set -eg $name
        if set -qUx $name
            set -g __awsx_universal_$name $$name
            set -eU $name
        end
    end
    true
end

# Gives every variable back what it was, unless somebody changed it since.
function __awsx_leave
    for name in $__awsx_names
        set -l old __awsx_old_$name
        set -l new __awsx_new_$name
        set -l inner __awsx_inner_$name
        set -l universal __awsx_universal_$name
        set -l now
        set -qg $name; and set now $$name
        if test (count $now) = (count $$new); and test "$now" = "$$new"
            set -eg $name
            if set -q $inner
                set -gu $name $$old
            else if set -q $old
                set -gx $name $$old
            end
        end
        if set -q $universal
            set -qU $name; or set -Ux $name $$universal
        end
        set -e $old $new $inner $universal
    end
    set -e __awsx_names
    true
end

function __awsx_exit --on-event fish_exit
    __awsx_leave
end

# `off`: without a `use` in this shell, the variables that the program found go.
function __awsx_off
    if set -q __awsx_names[1]
        __awsx_leave
    else if set -q argv[1]
        set -eg $argv
    end
    true
end
