import { readIniHeader } from './ini-header.ts'

interface Place {
  /** Counts from 1. */
  readonly line: number
  /** Offset of the line's first character. */
  readonly start: number
  /** Offset of the next line. */
  readonly next: number
}

/**
 * One line of an AWS config file and what it is.
 *
 * `header` is null where the bracket is not closed; `indented` says that the AWS CLI takes the line for more of the
 * value above it. `valueStart` and `valueEnd` are offsets that leave out blanks and comment. A `continuation` is
 * indented deeper than the property it belongs to; `blankLines` counts the empty lines before it.
 */
export type IniLine = Place &
  (
    | { readonly kind: 'header'; readonly header: string | null; readonly indented: boolean }
    | { readonly kind: 'property'; readonly key: string; readonly valueStart: number; readonly valueEnd: number }
    | { readonly kind: 'continuation'; readonly content: string; readonly blankLines: number }
    | { readonly kind: 'broken'; readonly why: string }
  )

/**
 * Goes through the lines of a config file; blank lines and comment lines are left out.
 *
 * Linear in the length of `text`, offsets count UTF-16 units. Lines end as in Python's universal newlines: LF, CRLF or
 * a lone CR. A comment starts at the start of a line, or at a blank and `#` or `;`.
 */
export function* scanIniLines(text: string): Generator<IniLine> {
  const hasCr = text.includes('\r')
  let propertyIndent: number | null = null
  let blankLines = 0
  let line = 0
  for (let start = text.startsWith('\ufeff') ? 1 : 0, next; start < text.length; start = next) {
    line += 1
    const end = findLineEnd(text, start, hasCr)
    next = Math.min(end + (hasCr && text.startsWith('\r\n', end) ? 2 : 1), text.length)

    const raw = text.slice(start, end)
    const trimmed = raw.trim()
    if (trimmed === '') {
      blankLines += 1
      continue
    }
    const first = trimmed.charAt(0)
    if (first === '#' || first === ';') continue
    const indent = raw.indexOf(first)
    const deeper = propertyIndent !== null && indent > propertyIndent

    if (first === '[') {
      yield { line, start, next, kind: 'header', header: readIniHeader(trimmed), indented: deeper }
      propertyIndent = null
      continue
    }
    const content = cutComment(trimmed)
    if (content.includes('\0')) {
      yield { line, start, next, kind: 'broken', why: 'the line holds a NUL character' }
      propertyIndent = null
      continue
    }
    if (deeper) {
      yield { line, start, next, kind: 'continuation', content, blankLines }
      blankLines = 0
      continue
    }
    // Python's configparser, and with it the AWS CLI, also takes `name: value`; the specification and the SDKs do not.
    const pair = splitPair(content)
    if (pair === null) {
      yield { line, start, next, kind: 'broken', why: 'the line is not "name = value"' }
      propertyIndent = null
      continue
    }
    const valueEnd = start + indent + content.length
    yield { line, start, next, kind: 'property', key: pair.key, valueStart: valueEnd - pair.value.length, valueEnd }
    propertyIndent = indent
    blankLines = 0
  }
}

/** Splits `key = value` without comment at the first `=`; null when there is none, or no key. */
export function splitPair(content: string): { readonly key: string; readonly value: string } | null {
  const equals = content.indexOf('=')
  const key = content.slice(0, Math.max(equals, 0)).trimEnd()
  return key === '' ? null : { key, value: content.slice(equals + 1).trimStart() }
}

function cutComment(trimmed: string): string {
  // Most lines have neither: two searches for one character cost a fraction of the pattern.
  if (!trimmed.includes('#') && !trimmed.includes(';')) return trimmed
  const at = trimmed.search(/\s[#;]/)
  return at === -1 ? trimmed : trimmed.slice(0, at).trimEnd()
}

function findLineEnd(text: string, start: number, hasCr: boolean): number {
  if (hasCr) {
    for (let at = start; at < text.length; at += 1) {
      const code = text.charCodeAt(at)
      if (code === 10 || code === 13) return at
    }
    return text.length
  }
  const end = text.indexOf('\n', start)
  return end === -1 ? text.length : end
}
