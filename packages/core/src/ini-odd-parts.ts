import type { IniHeader } from './ini-header.ts'

/** A section of a config file, or what stands above the first one, by its offsets. */
export interface IniPart {
  readonly start: number
  readonly end: number
}

// Lines that end otherwise than at LF, and what no line may hold.
const unusual = /[\0\r\u2028\u2029]/
// The start of a line that is not empty, a comment, a header or `name = value`, all of them from the first column on.
const oddLine = /^(?![#;[]|[^\s#;[=][^\n=#;]*=|$)/gm

/**
 * Finds the parts of a config file that may be worth a warning, in their order; the others hold nothing but plain lines.
 *
 * One pattern over the text, where to read 10,000 sections takes as long as a whole command. `headers` are those of
 * `findIniHeaders`.
 */
export function findOddParts(text: string, headers: readonly IniHeader[]): IniPart[] {
  // An indented header is odd because of what stands above it.
  const isPlain = !unusual.test(text) && headers.every(({ start }) => text.charAt(start) === '[')
  if (!isPlain) return [{ start: 0, end: text.length }]
  const first = headers[0]?.start ?? text.length
  const odd = new Set<number>(first > 0 ? [-1] : [])
  for (const [index, { header }] of headers.entries()) if (header === null) odd.add(index)
  const pattern = new RegExp(oddLine)
  let part = -1
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    while ((headers[part + 1]?.start ?? Infinity) <= match.index) part += 1
    odd.add(part)
    // One odd line is enough.
    pattern.lastIndex = headers[part + 1]?.start ?? text.length + 1
  }
  return [...odd]
    .toSorted((a, b) => a - b)
    .map((index) => ({ start: headers[index]?.start ?? 0, end: headers[index + 1]?.start ?? text.length }))
}
