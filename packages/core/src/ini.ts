import { createLineCounter, findIniHeaders, type IniHeader } from './ini-header.ts'
import { scanIniLines, splitPair } from './ini-line.ts'
import { findOddParts } from './ini-odd-parts.ts'
import type { Origin } from './plan.ts'

/** A property of a section. */
export interface IniEntry {
  /** As written in the file. */
  readonly key: string
  /** Without comment and surrounding blanks; `\n` joins continuation lines; empty where `nested` is set. */
  readonly value: string
  /** Counts from 1. */
  readonly line: number
  /** The indented properties below a property without value (`s3 =`), by lower-cased key; null when there are none. */
  readonly nested: ReadonlyMap<string, IniEntry> | null
}

/** One `[header]` and its properties; the same header may come again. */
export interface IniSection {
  /** What stands between the brackets, without surrounding blanks; `parseSectionHeader` reads it. */
  readonly header: string
  readonly line: number
  /** By lower-cased key; of two properties with one key the last counts. */
  readonly entries: ReadonlyMap<string, IniEntry>
}

/** A line that was skipped or reads differently than it looks; `message` may hold text of the file. */
export interface IniWarning extends Origin {
  readonly message: string
}

/** An AWS config or credentials file as it stands. */
export interface IniDocument {
  readonly file: string
  /** In the order of the file. */
  readonly sections: readonly IniSection[]
  /** At most a hundred, the last one then says that there are more. */
  readonly warnings: readonly IniWarning[]
}

interface OpenEntry {
  readonly key: string
  value: string
  readonly line: number
  nested: Map<string, IniEntry> | null
}

const maxWarnings = 100

/**
 * Reads the text of an AWS config or credentials file.
 *
 * Only the headers are looked for at once; a section is read when its `entries` are asked for, and the whole file when
 * `warnings` are: of thousands of profiles, a command needs a few. Never throws: what the format calls invalid is
 * skipped with a warning that names `file` and the line. Linear in the length of `text`. Source: AWS SDKs and Tools
 * Reference Guide, "Shared config and credentials files"; where the implementations differ, DESIGN section 3.
 */
export function parseIni(text: string, file: string): IniDocument {
  // UTF-16 read as UTF-8: every line would be wrong in the same way.
  if (text.slice(0, 4).includes('\0')) {
    return { file, sections: [], warnings: [{ file, line: 1, message: 'the file is not UTF-8 text and is skipped' }] }
  }
  const headers = findIniHeaders(text)
  const source = { text, lineOf: createLineCounter(text) }
  const sections: IniSection[] = []
  let end = text.length
  for (const { header, start } of headers.toReversed()) {
    if (header !== null) sections.push(new UnreadSection(header, source, start, end))
    end = start
  }
  sections.reverse()
  let warnings: readonly IniWarning[] | null = null
  return {
    file,
    sections,
    get warnings() {
      warnings ??= collectWarnings(source, file, headers)
      return warnings
    },
  }
}

interface Source {
  readonly text: string
  lineOf(offset: number): number
}

/**
 * A section of which only the place is known: a file may have a hundred thousand, so it holds little, and its fields are
 * only declared (else each one is defined before it is set).
 */
class UnreadSection implements IniSection {
  declare readonly header: string
  declare private readonly source: Source
  declare private readonly start: number
  declare private readonly end: number
  declare private read: IniSection['entries'] | null

  constructor(header: string, source: Source, start: number, end: number) {
    this.header = header
    this.source = source
    this.start = start
    this.end = end
    this.read = null
  }

  get line(): number {
    return this.source.lineOf(this.start)
  }

  get entries(): IniSection['entries'] {
    this.read ??=
      readSections(this.source.text.slice(this.start, this.end), this.line - 1, () => undefined)[0] ?? new Map()
    return this.read
  }
}

function collectWarnings({ text, lineOf }: Source, file: string, headers: readonly IniHeader[]): IniWarning[] {
  const warnings: IniWarning[] = []
  const warn = (line: number, message: string): void => {
    if (warnings.length < maxWarnings - 1) warnings.push({ file, line, message })
    else if (warnings.length < maxWarnings) warnings.push({ file, line, message: 'more lines like this are not shown' })
  }
  for (const { start, end } of findOddParts(text, headers)) {
    readSections(text.slice(start, end), lineOf(start) - 1, warn)
  }
  return warnings
}

/** The properties of each section of `text`; `linesBefore` stand above it in the file. */
function readSections(
  text: string,
  linesBefore: number,
  warn: (line: number, message: string) => void,
): IniSection['entries'][] {
  const sections: IniSection['entries'][] = []
  let entries: Map<string, IniEntry> | null = null
  let entry: OpenEntry | null = null
  // Below a broken header or before the first one: said once, not for every property.
  let saidWhy = false
  for (const token of scanIniLines(text)) {
    const line = linesBefore + token.line
    if (token.kind === 'header') {
      entry = null
      entries = token.header === null ? null : new Map()
      saidWhy = true
      if (token.indented) warn(line, 'the section header is indented; the AWS CLI does not see it')
      if (entries === null) warn(line, 'the section header is not "[name]"; the section is skipped')
      else sections.push(entries)
    } else if (entries === null) {
      if (!saidWhy) warn(line, 'what stands before the first section is skipped')
      saidWhy = true
    } else if (token.kind === 'broken') {
      warn(line, `${token.why} and is skipped`)
    } else if (token.kind === 'property') {
      entry = { key: token.key, value: text.slice(token.valueStart, token.valueEnd), line, nested: null }
      entries.set(token.key.toLowerCase(), entry)
    } else if (entry !== null) {
      const why = addContinuation(entry, token.content, token.blankLines, line)
      if (why !== null) warn(line, why)
    }
  }
  return sections
}

function addContinuation(entry: OpenEntry, content: string, blankLines: number, line: number): string | null {
  const pair = splitPair(content)
  if (entry.value === '') {
    if (pair === null) return `the line below ${entry.key} is not "name = value" and is skipped`
    entry.nested ??= new Map()
    entry.nested.set(pair.key.toLowerCase(), { ...pair, line, nested: null })
    return null
  }
  entry.value += '\n'.repeat(blankLines + 1) + content
  const looksLikeProperty = pair !== null && /^[a-z]\w*$/i.test(pair.key) && pair.value !== ''
  return looksLikeProperty ? `the indented line is read as more of the value of ${entry.key}` : null
}
