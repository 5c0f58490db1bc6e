# awsx for fish 3.1 and later. Load it from ~/.config/fish/config.fish: awsx hook fish | source
#
# `awsx use PROFILE`, `awsx off`, `awsx -` and `awsx` alone change this shell; every other word goes to the program
# untouched, but `awsx doctor` is told which hook this is. Before a prompt a session that soon ends is renewed
# (AWSX_RENEW=off: never) and the profile is shown on the right (AWSX_PROMPT: off, ascii, or on beside a theme).
# Loading this twice is harmless. The names it takes: awsx, awsx_prompt, and all that begins with __awsx_.

# --- What is typed -----------------------------------------------------------

# Evaluates what the program prints, if it is meant for us and the program ended well; nothing is traced.
function awsx --description 'AWS credentials for every account and role'
    if test "$argv[1]" = doctor
        AWSX_HOOK_LOADED="fish @fingerprint@ "(__awsx_find_theme) command awsx $argv
        return
    end
    if set -q argv[1]; and not contains -- "$argv[1]" use off -; or contains -- --help $argv; or contains -- -h $argv
        command awsx $argv
        return
    end
    set -l fish_trace
    set -l back $__awsx_previous
    set -q __awsx_names[1]; or set back $__awsx_again
    set -l code (AWSX_HOOK=fish AWSX_PREVIOUS="$back" command awsx $argv)
    set -l result $status
    test $result -eq 0; and __awsx_take $code
    # A command that was chosen in the picker has ended.
    if set -q __awsx_ended
        set result $__awsx_ended
        set -e __awsx_ended
    end
    return $result
end

function __awsx_take
    test "$argv[1]" = '# awsx 1'; and string join \n -- $argv | source
end

# --- What the program tells the hook to do -----------------------------------

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
    __awsx_renew $argv
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

# A newer value of what `use` set.
function __awsx_renew
    set -gx $argv[1] $argv[2]
    set -g __awsx_new_$argv[1] $argv[2]
end

# What the prompt, `awsx -` and a renewal go by: the name twice, the colour, when to renew, the use itself, its end.
function __awsx_used
    if test "$argv[5]" != "$__awsx_again"
        set -g __awsx_previous $__awsx_again
        set -g __awsx_again $argv[5]
    end
    set -g __awsx_label $argv[1]
    set -g __awsx_ascii $argv[2]
    set -g __awsx_class $argv[3]
    set -g __awsx_renews $argv[4]
    set -g __awsx_asked 0
    set -g __awsx_knows
    __awsx_tell_tmux $argv[1] $argv[6] $argv[3]
end

# The person knows that this session ends.
function __awsx_told
    set -g __awsx_knows 1
end

# Whether $argv[1] is still as awsx left it.
function __awsx_holds
    set -l new __awsx_new_$argv[1]
    set -l now
    set -qg $argv[1]; and set now $$argv[1]
    test (count $now) = (count $$new); and test "$now" = "$$new"
end

# Gives every variable back what it was, unless somebody changed it since.
function __awsx_leave
    for name in $__awsx_names
        set -l old __awsx_old_$name
        set -l inner __awsx_inner_$name
        set -l universal __awsx_universal_$name
        if __awsx_holds $name
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
        set -e $old __awsx_new_$name $inner $universal
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
        __awsx_tell_tmux
    else if set -q argv[1]
        set -eg $argv
    end
    true
end

# The pane of tmux shows it where its format asks for @awsx; a name without # is no format to tmux.
function __awsx_tell_tmux
    test -n "$TMUX"; and test -n "$TMUX_PANE"; or return 0
    set -l to set -p -t $TMUX_PANE
    if set -q argv[1]
        set -l colour default
        test -n "$argv[3]"; and set colour $argv[3]
        set -l name (string replace -ra '[#%;]' '?' -- "$argv[1]")
        command tmux $to @awsx "$name" \; $to @awsx_until "$argv[2]" \; $to @awsx_colour $colour >/dev/null 2>&1
    else
        command tmux $to -u @awsx \; $to -u @awsx_until \; $to -u @awsx_colour >/dev/null 2>&1
    end
    true
end

# --- Before a prompt ---------------------------------------------------------

# fish has no clock of its own: one `date` a prompt, and none where no profile is in use. Most prompts find all as it
# was, and the same minute.
function __awsx_tick --on-event fish_prompt
    set -l fish_trace
    set -g __awsx_clock 0
    if test -n "$AWSX_PROFILE"
        set -g __awsx_clock (command date +%s)
        set -q __awsx_names[1]; and __awsx_ask $__awsx_clock
    end
    set -l key "$__awsx_names[1]" "$AWSX_PROFILE" "$AWSX_EXPIRES_AT" "$AWS_ACCESS_KEY_ID" "$AWS_PROFILE" "$__awsx_class" \
        "$AWSX_PROMPT" "$NO_COLOR" "$LC_ALL" "$LC_CTYPE" "$LANG" "$STARSHIP_SHELL"
    if test "$key" = "$__awsx_key"; and test $__awsx_clock -ge $__awsx_from; and test $__awsx_clock -lt $__awsx_till
        return
    end
    set -g __awsx_till 999999999999
    __awsx_show
    set -g __awsx_key $key
    set -g __awsx_from $__awsx_clock
end

# Asks a running agent for a newer session, at most once a minute. It is the program that keeps the time.
function __awsx_ask
    test -n "$__awsx_renews"; and test "$AWSX_RENEW" != off; or return 0
    test $argv[1] -ge $__awsx_renews; or return 0
    test $argv[1] -ge $__awsx_asked; and test (math $argv[1] - $__awsx_asked) -lt 60; and return 0
    __awsx_is_whole; and command -q awsx; or return 0
    set -l code (AWSX_HOOK=fish AWSX_AGAIN="$__awsx_again" AWSX_TOLD="$__awsx_knows" AWSX_RENEW="$AWSX_RENEW" \
        command awsx __renew </dev/null)
    test $status -eq 0; and __awsx_take $code
    set -g __awsx_asked $argv[1]
end

# Whether what awsx set for the session is all as it was.
function __awsx_is_whole
    for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE AWSX_PROFILE AWSX_EXPIRES_AT
        __awsx_holds $name; or return 1
    end
end

# The profile and the time left, then the colour, a line each; nothing where there is nothing to show.
function __awsx_describe
    test -n "$AWSX_PROFILE"; or return 0
    set -l mark 'aws:'
    set -l locale $LC_ALL $LC_CTYPE $LANG
    string match -qir 'utf-?8' -- "$locale[1]"; and test "$AWSX_PROMPT" != ascii; and set mark '☁ '
    set -l name
    set -l colour
    if not set -q __awsx_names[1]
        # From outside, so it may hold anything.
        set name (string sub -l 40 -- (string replace -ra '[^ -~]' '?' -- "$AWSX_PROFILE" | string join '?'))
        string match -qi '*prod*' -- $name; and set colour red
    else if __awsx_is_whole
        set colour $__awsx_class
        set name $__awsx_label
        test $mark = 'aws:'; and set name $__awsx_ascii
    else
        return 0
    end
    set -l left
    if string match -qr '^[0-9]{1,12}$' -- "$AWSX_EXPIRES_AT"; and test "$__awsx_clock" -gt 0
        set left (math $AWSX_EXPIRES_AT - $__awsx_clock)
        test $left -gt 0; and set -g __awsx_till $AWSX_EXPIRES_AT
        test $left -ge 60; and set -g __awsx_till (math "$AWSX_EXPIRES_AT - floor($left / 60) * 60 + 1")
        if test $left -le 0
            set left ' expired'
        else if test $left -lt 60
            set left ' <1m'
        else if test $left -lt 3600
            set left " "(math -s0 $left / 60)m
        else
            set left " "(math -s0 $left / 3600)h(string sub -s -2 -- 0(math -s0 "$left % 3600 / 60"))m
        end
    end
    printf '%s\n' "$mark$name$left" $colour
end

# The theme that draws this shell's prompt and knows the variables itself.
function __awsx_find_theme
    if test "$STARSHIP_SHELL" = fish
        echo starship
    else if functions -q omp_repaint_prompt
        echo oh-my-posh
    else if set -q tide_left_prompt_items; and functions -q tide
        echo tide
    else
        echo
    end
end

# Lets the segment stand behind what the right prompt shows, as long as there is something to show.
function __awsx_show
    set -l described
    test "$AWSX_PROMPT" != off; and set described (__awsx_describe)
    if set -q described[1]; and test "$AWSX_PROMPT" != on; and test -n (__awsx_find_theme)
        set -e described
    end
    set -g __awsx_segment $described
    if set -q __awsx_segment[1]
        set -q __awsx_wraps; or __awsx_wrap
    else if set -q __awsx_wraps
        __awsx_unwrap
    end
end

function __awsx_wrap
    set -g __awsx_wraps
    functions -e __awsx_right_before
    functions -q fish_right_prompt; and functions -c fish_right_prompt __awsx_right_before
    function fish_right_prompt --description 'awsx beside what was there'
        if functions -q __awsx_right_before
            __awsx_right_before
            set -q __awsx_segment[1]; and printf ' '
        end
        __awsx_print $__awsx_segment
    end
end

# What somebody put in its place meanwhile stays.
function __awsx_unwrap
    set -e __awsx_wraps
    string match -q '*__awsx_print*' -- (functions fish_right_prompt); or return 0
    functions -e fish_right_prompt
    functions -q __awsx_right_before; and functions -c __awsx_right_before fish_right_prompt
    functions -e __awsx_right_before
    true
end

# Prints text $argv[1] in colour $argv[2].
function __awsx_print
    set -q argv[1]; or return 0
    test -n "$argv[2]" -a -z "$NO_COLOR"; and set_color $argv[2]
    printf %s $argv[1]
    test -n "$argv[2]" -a -z "$NO_COLOR"; and set_color normal
    true
end

# The segment for a prompt of your own.
function awsx_prompt --description 'the AWS profile of this shell and the time left'
    test -n "$AWSX_PROFILE"; and set -g __awsx_clock (command date +%s)
    __awsx_print (__awsx_describe)
end
