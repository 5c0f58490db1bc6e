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
  const inside = headerPattern.exec(trimmed)?.[1]
  return inside === undefined ? null : readHeaderText(inside)
}

function readHeaderText(inside: string): string | null {
  return inside.includes('\0') ? null : inside.trim()
}

/** Finds the headers of a config file without reading what is below them; linear in the length of `text`. */
export function findIniHeaders(text: string): IniHeader[] {
  return mayIndent.test(text) ? findAnyHeaders(text) : findPlainHeaders(text)
}

// A header that is indented, or a line that ends otherwise than at LF.
const mayIndent = /\r|(?:^|\n)[^\S\n]+\[/

/** Of a file as most are: to search for a character costs a fraction of the pattern. */
function findPlainHeaders(text: string): IniHeader[] {
  const headers: IniHeader[] = []
  for (let start = text.startsWith('[') ? 0 : nextBracket(text, 0); start !== -1; start = nextBracket(text, start)) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end === -1 ? text.length : end)
    const isPlain = line.indexOf(']') === line.length - 1
    headers.push({ header: isPlain ? readHeaderText(line.slice(1, -1)) : readIniHeader(line.trim()), start })
  }
  return headers
}

function nextBracket(text: string, from: number): number {
  const at = text.indexOf('\n[', from)
  return at === -1 ? -1 : at + 1
}

function findAnyHeaders(text: string): IniHeader[] {
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
