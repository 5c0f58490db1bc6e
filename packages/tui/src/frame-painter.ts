/** Draws frames below the prompt, over one another. */
export interface FramePainter {
  /** Draws lines; `cursor` is the column of the cursor in the first one, null for none. */
  paint(lines: readonly string[], cursor: number | null): void
  /** Takes the frame away; the cursor stands where it stood before the first one. */
  erase(): void
  /** What is on the screen is not known any more: the terminal has another size, or others wrote on it. */
  forget(): void
}

const beginSynchronized = '\u001b[?2026h'
const endSynchronized = '\u001b[?2026l'
const hideCursor = '\u001b[?25l'
const showCursor = '\u001b[?25h'
const wrapOff = '\u001b[?7l'
const wrapOn = '\u001b[?7h'
const eraseLine = '\u001b[K'
const eraseBelow = '\u001b[J'

/**
 * A painter that writes only the lines that changed.
 *
 * Between two frames the cursor stands in the first line. So `CR, erase below` always takes away all of a frame and
 * nothing else, also where a terminal that got narrower has folded its lines: nothing has to be counted.
 */
export function createFramePainter(write: (text: string) => void): FramePainter {
  let shown: readonly string[] = []
  let isKnown = true

  function paint(lines: readonly string[], cursor: number | null): void {
    const before = isKnown ? shown : []
    const changed = lines.findLastIndex((line, at) => line !== before[at])
    const last = before.length > lines.length ? lines.length : changed
    const drawn = lines.slice(0, last + 1).map((line, at) => (line === before[at] ? '' : eraseLine + line))
    // One line beyond the new frame is a line of the old one, which goes with all that is below.
    if (last === lines.length) drawn.push(eraseBelow)
    const up = drawn.length > 1 ? `\u001b[${drawn.length - 1}A` : ''
    write(
      [
        beginSynchronized + hideCursor + wrapOff,
        isKnown ? '\r' : `\r${eraseBelow}`,
        drawn.join('\r\n'),
        `${up}\r`,
        wrapOn,
        cursor === null ? '' : moveRight(cursor) + showCursor,
        endSynchronized,
      ].join(''),
    )
    shown = lines
    isKnown = true
  }

  return {
    paint,
    erase() {
      write(`\u001b[0m\r${eraseBelow}${wrapOn}${showCursor}`)
      shown = []
      isKnown = true
    },
    forget() {
      isKnown = false
    },
  }
}

function moveRight(columns: number): string {
  return columns > 0 ? `\u001b[${columns}C` : ''
}
