/** What a key did to the line. */
export type LineEvent = 'edit' | 'enter' | 'cancel' | 'none'

/** A one-line input without a cursor: what was typed so far. */
export interface LineEditor {
  readonly text: string
  /** Takes what the terminal sent; stops at the first key that ends the line. */
  feed(input: string): LineEvent
}

const maxLength = 4096

/**
 * The line behind a prompt: backspace, ctrl-u, ctrl-w, enter; ctrl-c, and ctrl-d on an empty line, cancel.
 *
 * Escape sequences (arrows, the marks of a bracketed paste) and control characters are dropped, and so is everything
 * beyond 4,096 characters.
 */
export function createLineEditor(): LineEditor {
  let text = ''
  let escape = ''
  return {
    get text() {
      return text
    },
    feed(input) {
      let event: LineEvent = 'none'
      for (const char of input) {
        if (escape !== '') {
          escape = endsEscape(escape, char) ? '' : escape + char
          continue
        }
        if (char === '\u001b') escape = char
        else if (char === '\r' || char === '\n') return 'enter'
        else if (char === '\u0003' || (char === '\u0004' && text === '')) return 'cancel'
        else if (char === '\u007f' || char === '\b') text = [...text].slice(0, -1).join('')
        else if (char === '\u0015') text = ''
        else if (char === '\u0017') text = text.trimEnd().replace(/\S+$/, '')
        else if (!/\p{Cc}/u.test(char) && text.length < maxLength) text += char
        event = 'edit'
      }
      return event
    },
  }
}

/** ECMA-48: `ESC [` … a final byte, `ESC O x`, or ESC and one character. */
function endsEscape(escape: string, char: string): boolean {
  if (escape === '\u001b') return char !== '[' && char !== 'O'
  if (escape === '\u001bO') return true
  return char >= '@' && char <= '~'
}
