import type { Cell } from '../../test/harness/screen-cells.ts'
import { theme, toHex } from './palette.ts'

/** Neighbours on a row that look alike. */
export interface Run {
  readonly column: number
  readonly width: number
  readonly text: string
  readonly look: Look
}

/** How text is drawn, once inverse and the terminal's own colours are worked out. */
export interface Look {
  readonly fill: string
  /** Null where the window's own shows through. */
  readonly back: string | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly line: 'underline' | 'line-through' | null
}

/** The runs of a row. What is not ASCII is a run of its own: in a reader's font it may be of another width. */
export function toRuns(row: readonly Cell[]): Run[] {
  const runs: Run[] = []
  for (const [column, { text, width, ...attributes }] of row.entries()) {
    if (width === 0) continue
    const look = lookOf(attributes)
    const last = runs.at(-1)
    if (last !== undefined && isAscii(last.text) && isAscii(text) && isAlike(last.look, look))
      runs[runs.length - 1] = { column: last.column, width: last.width + width, text: last.text + text, look }
    else runs.push({ column, width, text, look })
  }
  return runs
}

function lookOf(cell: Omit<Cell, 'text' | 'width'>): Look {
  const foreground = toHex(cell.foreground, theme.foreground)
  const background = toHex(cell.background, theme.background)
  const isPlain = cell.background === null && !cell.inverse
  return {
    fill: cell.inverse ? background : foreground,
    back: isPlain ? null : cell.inverse ? foreground : background,
    bold: cell.bold,
    dim: cell.dim,
    italic: cell.italic,
    line: cell.underline ? 'underline' : cell.strikethrough ? 'line-through' : null,
  }
}

function isAscii(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text)
}

function isAlike(one: Look, other: Look): boolean {
  return (Object.keys(one) as (keyof Look)[]).every((key) => one[key] === other[key])
}
