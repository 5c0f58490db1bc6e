import { AwsxError } from './errors.ts'
import { scanIniLines } from './ini-line.ts'
import type { IniLine } from './ini-line.ts'
import { parseIni } from './ini.ts'

/** Properties to write, in order. */
export type IniPairs = ReadonlyMap<string, string>

/** What `removeProperties` can leave behind. */
export interface RemoveOptions {
  /** Comment lines, without `# `, in the place of the first property that goes. */
  readonly note?: readonly string[]
}

interface Splice {
  readonly start: number
  readonly end: number
  readonly insert: string
}

type Property = Extract<IniLine, { kind: 'property' }>

/** A property with the indented lines below it. */
interface Block {
  readonly property: Property
  readonly continuations: IniLine[]
}

/** All sections of one header, as a reader sees them: merged. */
interface Target {
  readonly blocks: Block[]
  /** Where a new property goes: below the last line of the last such section that says something. */
  readonly endOfLast: number
}

/**
 * Adds a section at the end of `text`, below a blank line.
 *
 * Every byte of `text` stays; line ends are those of its first line. Throws `usage` for a header, name or value that
 * would not read back as given.
 */
export function appendSection(text: string, header: string, pairs: IniPairs): string {
  const eol = detectEol(text)
  if (parseIni(`[${header}]`, '').sections[0]?.header !== header || /\p{Cc}/u.test(header) || !header.isWellFormed()) {
    throw new AwsxError('usage', `[${header}] cannot be the header of a section`, {
      hint: 'choose a name without brackets, control characters and blanks around it',
    })
  }
  const lines = [`[${header}]`, ...formatPairs(pairs)].map((line) => line + eol)
  return text + gapBelow(text, eol) + lines.join('')
}

/**
 * Sets properties of the section `header`: a value that is there is replaced in its place, others are added at the end
 * of the section. Without such a section it is appended.
 *
 * All other bytes stay, also the comment behind a value. Of several sections with that header the one that counts is
 * changed. Throws `usage` for a name or value that would not read back as given.
 */
export function setProperties(text: string, header: string, pairs: IniPairs): string {
  const target = findTarget(text, header)
  if (target === null) return appendSection(text, header, pairs)

  const eol = detectEol(text)
  const splices: Splice[] = []
  const added = new Map<string, string>()
  for (const [key, value] of pairs) {
    checkPair(key, value)
    const block = target.blocks.findLast(({ property }) => sameKey(property.key, key))
    if (block === undefined) {
      added.set(key, value)
      continue
    }
    const { valueStart, valueEnd } = block.property
    const gap = text.charAt(valueStart - 1) === '=' && valueStart === valueEnd ? ' ' : ''
    splices.push({ start: valueStart, end: valueEnd, insert: gap + value }, ...block.continuations.map(cutLine))
  }
  const lines = formatPairs(added).map((line) => line + eol)
  if (lines.length > 0) {
    const before = endsLine(text.slice(0, target.endOfLast)) ? '' : eol
    splices.push({ start: target.endOfLast, end: target.endOfLast, insert: before + lines.join('') })
  }
  return applySplices(text, splices)
}

/**
 * Removes properties, with the indented lines below them, from all sections of that header.
 *
 * All other bytes stay; keys that are not there are no error. Throws `usage` for a note that is not one line of text.
 */
export function removeProperties(
  text: string,
  header: string,
  keys: readonly string[],
  options: RemoveOptions = {},
): string {
  const blocks = findTarget(text, header)?.blocks.filter(({ property }) =>
    keys.some((key) => sameKey(property.key, key)),
  )
  const first = blocks?.[0]?.property
  if (blocks === undefined || first === undefined) return text
  const eol = detectEol(text)
  const note = (options.note ?? []).map((line) => {
    if (/\p{Cc}/u.test(line) || !line.isWellFormed()) throw new AwsxError('usage', 'a note holds a control character')
    return `# ${line}${eol}`
  })
  const cuts = blocks.flatMap(({ property, continuations }) => [property, ...continuations]).map(cutLine)
  return applySplices(text, [{ start: first.start, end: first.start, insert: note.join('') }, ...cuts])
}

function findTarget(text: string, header: string): Target | null {
  const blocks: Block[] = []
  let endOfLast: number | null = null
  let inside = false
  for (const token of scanIniLines(text)) {
    if (token.kind === 'header') inside = token.header === header
    if (!inside) continue
    endOfLast = token.next
    if (token.kind === 'property') blocks.push({ property: token, continuations: [] })
    else if (token.kind === 'continuation') blocks.at(-1)?.continuations.push(token)
  }
  return endOfLast === null ? null : { blocks, endOfLast }
}

function applySplices(text: string, splices: readonly Splice[]): string {
  const parts: string[] = []
  let at = 0
  for (const { start, end, insert } of splices.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    parts.push(text.slice(at, start), insert)
    at = end
  }
  return parts.join('') + text.slice(at)
}

function cutLine(line: IniLine): Splice {
  return { start: line.start, end: line.next, insert: '' }
}

function formatPairs(pairs: IniPairs): string[] {
  return [...pairs].map(([key, value]) => {
    checkPair(key, value)
    return value === '' ? `${key} =` : `${key} = ${value}`
  })
}

// The parser itself says whether a value survives: no second list of rules to keep in step.
function checkPair(key: string, value: string): void {
  const section = parseIni(`[a]\n${key} = ${value}\n`, '').sections[0]
  const same = section?.entries.size === 1 && section.entries.get(key.toLowerCase())?.value === value
  if (same && !/\p{Cc}/u.test(key + value) && (key + value).isWellFormed()) return
  throw new AwsxError('usage', `the value of ${key} cannot be written to an AWS config file`, {
    hint: 'it may not hold line breaks, blanks at its ends, or a blank before # or ;',
  })
}

function sameKey(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}

function detectEol(text: string): string {
  return /\r\n|\n|\r/.exec(text)?.[0] ?? '\n'
}

function endsLine(text: string): boolean {
  return /[\r\n]$/.test(text)
}

function gapBelow(text: string, eol: string): string {
  if (text === '' || text === '\ufeff') return ''
  if (!endsLine(text)) return eol + eol
  return text
    .slice(-1024)
    .split(/\r\n|\r|\n/)
    .at(-2)
    ?.trim() === ''
    ? ''
    : eol
}
