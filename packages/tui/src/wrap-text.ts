import { countColumns, splitSymbols, symbolColumns } from '@awsx/core'

/** Breaks a text into lines of at most `width` columns, between words where that is possible. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`
    if (countColumns(joined) <= width) {
      line = joined
      continue
    }
    if (line !== '') lines.push(line)
    const pieces = breakWord(word, width)
    lines.push(...pieces.slice(0, -1))
    line = pieces.at(-1) ?? ''
  }
  return [...lines, line]
}

function breakWord(word: string, width: number): readonly string[] {
  const pieces: string[] = []
  let piece = ''
  let columns = 0
  for (const symbol of splitSymbols(word)) {
    const wide = symbolColumns(symbol)
    if (columns + wide > width && piece !== '') {
      pieces.push(piece)
      piece = ''
      columns = 0
    }
    piece += symbol
    columns += wide
  }
  return [...pieces, piece]
}
