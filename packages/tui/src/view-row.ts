import { countColumns } from '@awsx/core'
import { gap } from './column-layout.ts'
import type { LaidColumn } from './column-layout.ts'
import type { Glyphs } from './glyphs.ts'
import { textOf } from './listed-row.ts'
import type { TextColumn } from './listed-row.ts'
import type { Match } from './matcher.ts'
import { cutText, dim, padLine, plain } from './span.ts'
import type { ScreenLine, Span, Style } from './span.ts'

/** What a row looks like. */
export interface RowLook {
  readonly columns: readonly LaidColumn[]
  readonly isUnderCursor: boolean
  /** The state of the row; null where there is nothing to say. */
  readonly state: Span | null
  readonly glyphs: Glyphs
}

/** The columns before the first one: the cursor and the pin. */
export const rowMargin = 2

/** One row of the list. */
export function viewRow(match: Match, { columns, isUnderCursor, state, glyphs }: RowLook): ScreenLine {
  const { row } = match.listed
  const line: Span[] = [
    isUnderCursor ? { text: glyphs.cursor, style: 'accent', isBold: true } : plain(' '),
    row.isPinned ? { text: glyphs.pin, style: 'accent' } : plain(' '),
  ]
  for (const [at, { name, width }] of columns.entries()) {
    if (at > 0) line.push(plain(' '.repeat(gap)))
    const cell = name === 'state' ? cutState(state, width, glyphs) : viewCell(match, name, width, isUnderCursor, glyphs)
    line.push(...(at === columns.length - 1 ? cell : padLine(cell, width)))
  }
  return line
}

function cutState(state: Span | null, width: number, glyphs: Glyphs): ScreenLine {
  return state === null ? [] : [{ ...state, text: cutText(state.text, width, glyphs.cut) }]
}

function viewCell(match: Match, name: TextColumn, width: number, isBold: boolean, glyphs: Glyphs): ScreenLine {
  const { row } = match.listed
  const whole = textOf(match.listed, name)
  const isCut = countColumns(whole) > width
  const shown = isCut ? cutText(whole, width - countColumns(glyphs.cut), '') : whole
  const look: Omit<Span, 'text'> = { style: styleOf(name, row.colour, row.isHidden), isBold: isBold && name === 'name' }
  const line = markLetters(shown, match.letters(name), look)
  return isCut ? [...line, { ...look, text: glyphs.cut }] : line
}

function styleOf(name: TextColumn, colour: Style | null, isHidden: boolean): Style {
  if (isHidden) return 'dim'
  if (name === 'name') return colour ?? 'plain'
  return name === 'role' || name === 'account' ? 'plain' : 'dim'
}

/** Cuts a text into pieces that match and pieces that do not. */
function markLetters(text: string, letters: readonly number[], look: Omit<Span, 'text'>): ScreenLine {
  if (letters.length === 0) return [{ ...look, text }]
  const spans: Span[] = []
  let at = 0
  for (let from = 0; from < letters.length;) {
    const start = letters[from] ?? 0
    let to = from + 1
    while (letters[to] === start + (to - from)) to++
    const end = start + (to - from)
    spans.push({ ...look, text: text.slice(at, start) }, { ...look, text: text.slice(start, end), isMatch: true })
    at = end
    from = to
  }
  spans.push({ ...look, text: text.slice(at) })
  return spans.filter((span) => span.text !== '')
}

/** The line for a list in which nothing fits. */
export function viewNothing(hasRows: boolean): ScreenLine {
  return [plain(' '.repeat(rowMargin)), dim(hasRows ? 'nothing fits' : 'there are no profiles yet')]
}
