import type { ScreenCells } from '../../test/harness/screen-cells.ts'
import { theme } from './palette.ts'
import type { Look, Run } from './runs.ts'
import { toRuns } from './runs.ts'

/** What stands around the cells. */
export interface Frame {
  /** In the bar of the window. */
  readonly title: string
  /** What the picture shows, for people who cannot see it. */
  readonly description: string
}

const cell = { width: 8.4, height: 19 } as const
const fontSize = 14
const margin = 14
const barHeight = 30
/** How far below the top of its row a line of text stands. */
const baseline = 14

/**
 * The cells as a window, one SVG document.
 *
 * It holds text and rectangles only: no script, no font, no reference. Each stretch of text says how wide it is, so that
 * columns stand under each other in any monospaced font.
 */
export function formatSvg({ columns, rows, cursor }: ScreenCells, { title, description }: Frame): string {
  const width = round(columns * cell.width + 2 * margin)
  const height = round(barHeight + rows.length * cell.height + 2 * margin)
  const lines = rows.flatMap((row, index) => formatRow(toRuns(row), index))
  const mark = cursor === null ? [] : [formatRectangle(cursor.column, cursor.row, 1, theme.foreground, ' opacity=".6"')]
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escapeText(title)}</title>`,
    `<desc id="d">${escapeText(description)}</desc>`,
    `<style>text{font:${fontSize}px ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}.b{font-weight:700}.i{font-style:italic}.d{opacity:.62}.u{text-decoration:underline}.s{text-decoration:line-through}</style>`,
    `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.background}" stroke="${theme.border}"/>`,
    `<path d="M1 ${barHeight}V8.5a7.5 7.5 0 0 1 7.5-7.5H${width - 8.5}a7.5 7.5 0 0 1 7.5 7.5V${barHeight}z" fill="${theme.bar}"/>`,
    ...[18, 36, 54].map((x) => `<circle cx="${x}" cy="15.5" r="5" fill="${theme.dot}"/>`),
    `<text x="${round(width / 2)}" y="20" text-anchor="middle" fill="${theme.title}">${escapeText(title)}</text>`,
    ...mark,
    `<g fill="${theme.foreground}">`,
    ...lines,
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}

function formatRow(runs: readonly Run[], row: number): string[] {
  return runs.flatMap((run) => {
    const { back } = run.look
    const behind = back === null ? [] : [formatRectangle(run.column, row, run.width, back)]
    return [...behind, ...formatText(run, row)]
  })
}

function formatRectangle(column: number, row: number, width: number, fill: string, more = ''): string {
  const [x, y] = [xOf(column), round(topOf(row))]
  return `<rect x="${x}" y="${y}" width="${round(width * cell.width)}" height="${cell.height}" fill="${fill}"${more}/>`
}

function formatText({ column, width, text, look }: Run, row: number): string[] {
  // Blanks are only to be seen where a line is drawn through or under them.
  const start = look.line === null ? text.length - text.trimStart().length : 0
  const shown = look.line === null ? text.trim() : text
  if (shown === '') return []
  const cells = look.line === null ? width - (text.length - shown.length) : width
  const classes = classesOf(look)
  const attributes = [
    `x="${xOf(column + start)}"`,
    `y="${round(topOf(row) + baseline)}"`,
    `textLength="${round(cells * cell.width)}"`,
    ...(look.fill === theme.foreground ? [] : [`fill="${look.fill}"`]),
    ...(classes === '' ? [] : [`class="${classes}"`]),
  ]
  return [`<text ${attributes.join(' ')}>${escapeText(shown)}</text>`]
}

function classesOf({ bold, dim, italic, line }: Look): string {
  const marks = [bold && 'b', italic && 'i', dim && 'd', line === 'underline' && 'u', line === 'line-through' && 's']
  return marks.filter((mark) => mark !== false).join(' ')
}

function xOf(column: number): number {
  return round(margin + column * cell.width)
}

function topOf(row: number): number {
  return barHeight + margin + row * cell.height
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Text as XML takes it: markup is escaped, and characters that XML 1.0 has not are left out. */
export function escapeText(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
