import { countColumns, splitSymbols, symbolColumns } from '@awsx/core'
import type { ClassColour } from '@awsx/core'

/** How a piece of text looks; what a style means is for the theme to say. */
export type Style = ClassColour | 'plain' | 'dim' | 'good' | 'warn' | 'bad' | 'accent'

/** A piece of a line. Its text is fit for a terminal. */
export interface Span {
  readonly text: string
  readonly style: Style
  readonly isBold?: boolean
  /** Letters that match. */
  readonly isMatch?: boolean
}

/** One line of the screen. */
export type ScreenLine = readonly Span[]

/** A piece without a colour. */
export function plain(text: string): Span {
  return { text, style: 'plain' }
}

/** A piece that stands back. */
export function dim(text: string): Span {
  return { text, style: 'dim' }
}

/** How many columns of the terminal a line takes. */
function lineColumns(line: ScreenLine): number {
  return line.reduce((columns, { text }) => columns + countColumns(text), 0)
}

/** Cuts a text to `width` columns, with `mark` where something is missing. */
export function cutText(text: string, width: number, mark: string): string {
  if (countColumns(text) <= width) return text
  const room = width - countColumns(mark)
  if (room < 0) return ''
  let kept = ''
  let columns = 0
  for (const symbol of splitSymbols(text)) {
    columns += symbolColumns(symbol)
    if (columns > room) break
    kept += symbol
  }
  return kept + mark
}

/** Cuts a line to `width` columns, with `mark` where something is missing. */
export function cutLine(line: ScreenLine, width: number, mark: string): ScreenLine {
  if (lineColumns(line) <= width) return line
  const kept: Span[] = []
  let room = width - countColumns(mark)
  for (const span of line) {
    const text = cutText(span.text, room, '')
    kept.push({ ...span, text })
    room -= countColumns(text)
    if (text !== span.text) break
  }
  return [...kept, dim(mark)]
}

/** Fills a line with blanks up to `width` columns. */
export function padLine(line: ScreenLine, width: number): ScreenLine {
  const missing = width - lineColumns(line)
  return missing > 0 ? [...line, plain(' '.repeat(missing))] : line
}
