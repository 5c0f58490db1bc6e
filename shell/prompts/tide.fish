# awsx in tide: put this into ~/.config/fish/functions/_tide_item_awsx.fish, then, once:
#   set -U tide_awsx_color yellow; set -U tide_awsx_bg_color normal
#   set -Ua tide_right_prompt_items awsx; tide reload
# Tide draws in a fish of its own, which has no hook: it goes by what awsx exports.

function _tide_item_awsx
    test -n "$AWSX_PROFILE"; or return
    set -l name (string sub -l 40 -- (string replace -ra '[^ -~]' '?' -- "$AWSX_PROFILE" | string join '?'))
    set -l left
    if string match -qr '^[0-9]{1,12}$' -- "$AWSX_EXPIRES_AT"
        set left (math -s0 "($AWSX_EXPIRES_AT - "(date +%s)") / 60")
        test $left -gt 0; and set left " "$left"m"; or set left ' expired'
    end
    _tide_print_item awsx '☁ ' "$name$left"
end
