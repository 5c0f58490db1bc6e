/** A line whose first character is a bracket. */
export interface IniHeader {
  /** The text between the brackets, without surrounding blanks; null where the line is no header after all. */
  readonly header: string | null
  /** Offset of the line's first character; the section ends where the next one starts. */
  readonly start: number
}

// A comment may follow the bracket at once; a `]` in a name is not possible.
const headerPattern = /^\[([^\]]*)\]\s*(?:[#;]|$)/

/** Reads a line, without surrounding blanks, as `[header]`; null when it is none. */
export function readIniHeader(trimmed: string): string | null {
  const header = headerPattern.exec(trimmed)?.[1]?.trim() ?? null
  return header === null || header.includes('\0') ? null : header
}

/** Finds the headers of a config file without reading what is below them; linear in the length of `text`. */
export function findIniHeaders(text: string): IniHeader[] {
  const headers: IniHeader[] = []
  // A line ends at LF, CRLF or CR, and only there: `^` in a multi-line pattern would see more.
  const bracket = /(?:^|[\n\r])[^\S\n\r]*\[[^\n\r]*/g
  for (let match = bracket.exec(text); match !== null; match = bracket.exec(text)) {
    const [line] = match
    const start = match.index + (line.startsWith('\n') || line.startsWith('\r') ? 1 : 0)
    headers.push({ header: readIniHeader(line.trim()), start })
  }
  return headers
}

/** Tells the line number of an offset, from 1; all lines are counted at the first question. */
export function createLineCounter(text: string): (offset: number) => number {
  let starts: number[] | null = null
  return (offset) => {
    starts ??= findLineStarts(text)
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((starts[middle] ?? 0) <= offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

function findLineStarts(text: string): number[] {
  const starts = [0]
  if (!text.includes('\r')) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    return starts
  }
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1)
  }
  return starts
}
