import type { ScreenLine, Span, Style } from './span.ts'

/** Turns a line into text with the terminal's own colours in it. */
export type Paint = (line: ScreenLine) => string

/**
 * Only the named colours, and none for ordinary text: the terminal's own palette has a readable tone of each, on a dark
 * ground and on a light one, whether it knows 16 colours or millions.
 */
const codes: Readonly<Record<Style, string>> = {
  plain: '',
  dim: '2',
  good: '32',
  warn: '33',
  bad: '31',
  accent: '36',
  red: '31',
  yellow: '33',
  green: '32',
  blue: '34',
  magenta: '35',
  cyan: '36',
}

/** How lines are painted for a terminal: without colour where `NO_COLOR` is set (no-color.org), but bold and underlined. */
export function createPaint(env: Readonly<Record<string, string | undefined>>): Paint {
  const off = env['NO_COLOR']
  const hasColour = (off === undefined || off === '') && env['TERM'] !== 'dumb'
  return (line) => line.map((span) => paintSpan(span, hasColour)).join('')
}

function paintSpan({ text, style, isBold, isMatch }: Span, hasColour: boolean): string {
  const colour = hasColour || style === 'dim' ? codes[style] : ''
  const parts = [isBold === true || isMatch === true ? '1' : '', isMatch === true ? '4' : '', colour]
  const sgr = parts.filter((part) => part !== '').join(';')
  return sgr === '' || text === '' ? text : `\u001b[${sgr}m${text}\u001b[0m`
}
