import type { IBufferCell, Terminal } from '@xterm/headless'

/** A colour of a cell: null is the terminal's own, a number one of its 256, text is `#rrggbb`. */
export type CellColour = number | string | null

/** One cell of a screen, as a terminal would draw it. */
export interface Cell {
  /** One character, a blank where there is none; empty behind a wide one. */
  readonly text: string
  /** 2 for a wide character, 0 for the cell behind it. */
  readonly width: number
  readonly foreground: CellColour
  readonly background: CellColour
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strikethrough: boolean
  readonly inverse: boolean
}

/** What is to be seen, cell by cell. */
export interface ScreenCells {
  readonly columns: number
  readonly rows: readonly (readonly Cell[])[]
  /** Null where the program hides it. */
  readonly cursor: { readonly row: number; readonly column: number } | null
}

/** The cells from the top of the scrollback to the last line in use; on the alternate screen, all of it. */
export function readCells(terminal: Terminal, isCursorShown: boolean): ScreenCells {
  const { active } = terminal.buffer
  const cursorRow = active.baseY + active.cursorY
  const rows: Cell[][] = []
  let used = active.type === 'alternate' ? active.length : cursorRow + 1
  for (let row = 0; row < active.length; row++) {
    const line = active.getLine(row)
    if (line === undefined) continue
    if (line.translateToString(true) !== '') used = Math.max(used, row + 1)
    rows.push(
      Array.from({ length: terminal.cols }, (_, column) => {
        const cell = line.getCell(column)
        return cell === undefined ? blankCell : readCell(cell)
      }),
    )
  }
  return {
    columns: terminal.cols,
    rows: rows.slice(0, used),
    cursor: isCursorShown ? { row: cursorRow, column: active.cursorX } : null,
  }
}

/** A cell in which nothing was written. */
export const blankCell: Cell = {
  text: ' ',
  width: 1,
  foreground: null,
  background: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strikethrough: false,
  inverse: false,
}

function readCell(cell: IBufferCell): Cell {
  const width = cell.getWidth()
  return {
    // What is hidden takes its place all the same.
    text: width === 0 ? '' : (cell.isInvisible() === 0 && cell.getChars()) || ' ',
    width,
    foreground: readColour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: readColour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    strikethrough: cell.isStrikethrough() !== 0,
    inverse: cell.isInverse() !== 0,
  }
}

function readColour(isDefault: boolean, isRgb: boolean, colour: number): CellColour {
  if (isDefault) return null
  return isRgb ? `#${colour.toString(16).padStart(6, '0')}` : colour
}
