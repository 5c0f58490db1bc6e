import { countColumns, safe, splitSymbols, symbolColumns } from '@awsx/core'
import type { Glyphs } from './glyphs.ts'
import type { Line } from './line.ts'
import type { Question } from './picker-state.ts'
import { cutText, dim, plain } from './span.ts'
import type { ScreenLine } from './span.ts'

/** The first line of the screen, and in which column of it the cursor stands. */
export interface InputView {
  readonly line: ScreenLine
  readonly cursor: number
}

/** The query, with how many of all rows fit it. */
export function viewQuery(query: Line, counts: string, width: number, glyphs: Glyphs): InputView {
  const prompt = `${glyphs.prompt} `
  // What is left of the cursor must stay on one line where a terminal folds lines as it gets narrower.
  const room = Math.max(4, width - countColumns(prompt) - countColumns(counts) - 2)
  const { text, cursor } = showAround(query, room)
  const before = countColumns(prompt) + cursor
  const filler = width - countColumns(prompt) - countColumns(text) - countColumns(counts)
  const tail = filler >= 1 ? [plain(' '.repeat(filler)), dim(counts)] : []
  return { line: [{ text: prompt, style: 'accent', isBold: true }, plain(text), ...tail], cursor: before }
}

/** A question, and of its answer what may be seen. */
export function viewQuestion(question: Question, width: number, glyphs: Glyphs): InputView {
  const whole = safe(question.prompt, 500).trimEnd()
  const most = Math.max(4, width - Math.min(12, Math.floor(width / 3)))
  const prompt = `${cutMiddle(whole, most - 1, glyphs.cut)} `
  const { text, cursor } = showAround(shownAnswer(question, glyphs), Math.max(1, width - countColumns(prompt) - 1))
  return {
    line: [{ text: prompt, style: 'plain', isBold: true }, plain(text)],
    cursor: countColumns(prompt) + cursor,
  }
}

/** One mark a character, or nothing: what is secret does not get into what is drawn. */
function shownAnswer({ echo, typed, cursor }: Question, glyphs: Glyphs): Line {
  const text = typed.reveal()
  if (echo === 'plain') return { text, cursor }
  if (echo === 'hidden') return { text: '', cursor: 0 }
  const marks = (part: string): string => glyphs.mask.repeat(splitSymbols(part).length)
  return { text: marks(text), cursor: marks(text.slice(0, cursor)).length }
}

/** The part of a line around its cursor that fits `room` columns, and the cursor's column in it. */
function showAround({ text, cursor }: Line, room: number): Line {
  const before = splitSymbols(text.slice(0, cursor)).map((symbol) => safe(symbol))
  let start = before.length
  let columns = 0
  while (start > 0 && columns + countColumns(before[start - 1] ?? '') < room) {
    start--
    columns += countColumns(before[start] ?? '')
  }
  const left = before.slice(start).join('')
  return { text: left + cutText(safe(text.slice(cursor), 500), room - columns, ''), cursor: columns }
}

/** Keeps both ends of a text that is too long: a prompt says what it wants at one, and of whom at the other. */
function cutMiddle(text: string, width: number, mark: string): string {
  if (countColumns(text) <= width) return text
  const room = width - countColumns(mark)
  const head = cutText(text, Math.ceil(room / 2), '')
  const symbols = splitSymbols(text)
  let tail = ''
  let columns = countColumns(head)
  for (let symbol = symbols.pop(); symbol !== undefined; symbol = symbols.pop()) {
    columns += symbolColumns(symbol)
    if (columns > room) break
    tail = symbol + tail
  }
  return head + mark + tail
}
