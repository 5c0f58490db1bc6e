import xterm from '@xterm/headless'
import type { IBufferCell } from '@xterm/headless'
import type { Terminal, TerminalHolder, TerminalSize } from './terminal.ts'

/** A terminal in memory, as the one that people have: what is written on it can be read as they would see it. */
export interface ScreenTerminal extends Terminal {
  /** Everything that was ever written, as it came. */
  readonly bytes: string
  /** How often something was written. */
  readonly writes: number
  readonly isRaw: boolean
  type(text: string): void
  /** The terminal goes away. */
  hangUp(): void
  resize(size: TerminalSize): void
  /** What a signal would do. */
  readonly holder: TerminalHolder | null
  /** What was there before. */
  print(text: string): Promise<void>
  view(): Promise<ScreenView>
}

/** What is on the screen. */
export interface ScreenView {
  /** Its lines, without blanks at their ends. */
  readonly lines: readonly string[]
  /** Of each cell one sign for its looks, see {@link signOf}. */
  readonly looks: readonly string[]
  readonly cursor: { readonly column: number; readonly line: number; readonly isHidden: boolean }
  /** Lines that scrolled away above. */
  readonly scrolled: number
  readonly modes: { readonly pasteMarks: boolean; readonly wraps: boolean }
}

/** A terminal of this size. */
export function createScreenTerminal(size: TerminalSize): ScreenTerminal {
  const screen = new xterm.Terminal({ cols: size.columns, rows: size.rows, allowProposedApi: true })
  let hear: ((bytes: Uint8Array | null) => void) | null = null
  let holder: TerminalHolder | null = null
  let bytes = ''
  let writes = 0
  let isRaw = false
  let resized = (): void => undefined

  return {
    get bytes() {
      return bytes
    },
    get writes() {
      return writes
    },
    get isRaw() {
      return isRaw
    },
    get holder() {
      return holder
    },
    size: () => ({ columns: screen.cols, rows: screen.rows }),
    onResize(listener) {
      resized = listener
      return () => {
        resized = () => undefined
      }
    },
    write(text) {
      bytes += text
      writes++
      screen.write(text)
    },
    hold(next) {
      holder = next
      isRaw = true
      return () => {
        holder = null
        isRaw = false
      }
    },
    listen(listener) {
      hear = listener
      return () => {
        hear = null
      }
    },
    stop: null,
    type: (text) => hear?.(new Uint8Array(Buffer.from(text))),
    hangUp: () => hear?.(null),
    resize({ columns, rows }) {
      screen.resize(columns, rows)
      resized()
    },
    print: (text) => new Promise((resolve) => screen.write(text, resolve)),
    async view() {
      await new Promise<void>((resolve) => screen.write('', resolve))
      // The one thing that the emulator does not tell.
      return readScreen(screen, bytes.lastIndexOf('\u001b[?25l') > bytes.lastIndexOf('\u001b[?25h'))
    },
  }
}

function readScreen(screen: InstanceType<typeof xterm.Terminal>, isCursorHidden: boolean): ScreenView {
  const buffer = screen.buffer.active
  const lines = Array.from({ length: screen.rows }, (_, line) => buffer.getLine(buffer.baseY + line))
  return {
    lines: lines.map((line) => line?.translateToString(true).trimEnd() ?? ''),
    looks: lines.map((line) => {
      const cells = Array.from({ length: screen.cols }, (_, column) => line?.getCell(column))
      return cells
        .map((cell) => (cell === undefined ? ' ' : signOf(cell)))
        .join('')
        .trimEnd()
    }),
    cursor: { column: buffer.cursorX, line: buffer.cursorY, isHidden: isCursorHidden },
    scrolled: buffer.baseY,
    modes: { pasteMarks: screen.modes.bracketedPasteMode, wraps: screen.modes.wraparoundMode },
  }
}

const colours = 'krgybmcw'

/** `_` a letter that matches, a colour's initial (a capital where it is bold too), `*` bold, `-` dim, `.` plain. */
function signOf(cell: IBufferCell): string {
  if (cell.getWidth() === 0) return '.'
  if (cell.isUnderline() !== 0) return '_'
  if (cell.isFgPalette()) {
    const initial = colours[cell.getFgColor()] ?? '?'
    return cell.isBold() !== 0 ? initial.toUpperCase() : initial
  }
  if (cell.isBold() !== 0) return '*'
  if (cell.isDim() !== 0) return '-'
  return cell.getChars().trim() === '' ? ' ' : '.'
}
