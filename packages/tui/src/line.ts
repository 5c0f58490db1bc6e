import { splitSymbols, symbolColumns } from '@awsx/core'
import type { Key, KeyName } from './key.ts'

/** A line that is being written, and where in it: the number of UTF-16 units before the cursor, never inside a symbol. */
export interface Line {
  readonly text: string
  readonly cursor: number
}

/** What is typed beyond this is dropped. */
const maxLength = 4096

const movesAndCuts: Partial<Record<KeyName, (line: Line) => Line>> = {
  left: (line) => moveTo(line, before(line)),
  right: (line) => moveTo(line, after(line)),
  'ctrl-b': (line) => moveTo(line, before(line)),
  'ctrl-f': (line) => moveTo(line, after(line)),
  'ctrl-a': (line) => moveTo(line, 0),
  'ctrl-e': (line) => moveTo(line, line.text.length),
  home: (line) => moveTo(line, 0),
  end: (line) => moveTo(line, line.text.length),
  'alt-b': (line) => moveTo(line, wordBefore(line)),
  'alt-f': (line) => moveTo(line, wordAfter(line)),
  'word-left': (line) => moveTo(line, wordBefore(line)),
  'word-right': (line) => moveTo(line, wordAfter(line)),
  backspace: (line) => cut(line, before(line), line.cursor),
  delete: (line) => cut(line, line.cursor, after(line)),
  'ctrl-d': (line) => cut(line, line.cursor, after(line)),
  'ctrl-u': (line) => cut(line, 0, line.cursor),
  'ctrl-k': (line) => cut(line, line.cursor, line.text.length),
  'ctrl-w': (line) => cut(line, blankWordBefore(line), line.cursor),
  'alt-backspace': (line) => cut(line, wordBefore(line), line.cursor),
  'alt-d': (line) => cut(line, line.cursor, wordAfter(line)),
}

/** A line with `text` in it, the cursor behind it. */
export function lineOf(text: string): Line {
  return { text, cursor: text.length }
}

/** What a key makes of a line; null where it is no key of a line. What is pasted stays on one line. */
export function editLine(line: Line, key: Key): Line | null {
  switch (key.kind) {
    case 'text':
      return insert(line, key.text)
    case 'paste':
      return insert(line, key.text.replaceAll(/^\n+|\n+$/g, '').replaceAll('\n', ' '))
    case 'press':
      return movesAndCuts[key.name]?.(line) ?? null
  }
}

function insert({ text, cursor }: Line, added: string): Line {
  const fitting = fitSymbols(added, maxLength - text.length)
  return { text: text.slice(0, cursor) + fitting + text.slice(cursor), cursor: cursor + fitting.length }
}

function fitSymbols(text: string, length: number): string {
  if (text.length <= length) return text
  let fitting = ''
  for (const symbol of splitSymbols(text)) {
    if (fitting.length + symbol.length > length) break
    fitting += symbol
  }
  return fitting
}

function moveTo(line: Line, cursor: number): Line {
  return { text: line.text, cursor }
}

function cut({ text }: Line, from: number, to: number): Line {
  return { text: text.slice(0, from) + text.slice(to), cursor: from }
}

/** Before the symbol left of the cursor, with all that is stacked on it. */
function before({ text, cursor }: Line): number {
  const symbols = splitSymbols(text.slice(0, cursor))
  let at = cursor
  for (let symbol = symbols.pop(); symbol !== undefined; symbol = symbols.pop()) {
    at -= symbol.length
    if (symbolColumns(symbol) > 0) break
  }
  return at
}

function after({ text, cursor }: Line): number {
  const [first = '', ...rest] = splitSymbols(text.slice(cursor))
  const end = rest.findIndex((symbol) => symbolColumns(symbol) > 0)
  const stacked = end === -1 ? rest : rest.slice(0, end)
  return cursor + first.length + stacked.join('').length
}

/** A word as readline's: letters and digits. */
function wordBefore({ text, cursor }: Line): number {
  return text.slice(0, cursor).replace(/[\p{L}\p{N}\p{M}]*[^\p{L}\p{N}\p{M}]*$/u, '').length
}

function wordAfter({ text, cursor }: Line): number {
  const rest = text.slice(cursor)
  return cursor + rest.length - rest.replace(/^[^\p{L}\p{N}\p{M}]*[\p{L}\p{N}\p{M}]*/u, '').length
}

/** A word as the terminal driver's: what stands between blanks. */
function blankWordBefore({ text, cursor }: Line): number {
  return text.slice(0, cursor).replace(/\S*\s*$/u, '').length
}
