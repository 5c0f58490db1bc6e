import { countColumns, formatDuration, safe } from '@awsx/core'
import type { Glyphs } from './glyphs.ts'
import { cutLine, cutText, dim, padLine, plain } from './span.ts'
import type { ScreenLine, Span, Style } from './span.ts'
import type { StatusRow } from './status-world.ts'
import { countOf } from './words.ts'

/** What is to be seen. */
export interface StatusLook {
  readonly rows: readonly StatusRow[]
  readonly note: string | null
  readonly now: number
  readonly width: number
  /** How many lines there are at most. */
  readonly height: number
  readonly glyphs: Glyphs
}

interface StatusColumn {
  readonly width: number
  cell(row: StatusRow): ScreenLine
}

const gap = 2
const barWidth = 20
const leftWidth = '11h59m'.length
const renewedWord = 'renewed'

/** The sessions as a table with a bar for the time that is left of each; what has no room goes, the bar last but one. */
export function viewStatus(look: StatusLook): readonly ScreenLine[] {
  const { rows, note, width, height, glyphs } = look
  const columns = layOut(look)
  const room = Math.max(1, height - 2 - (note === null ? 0 : 1))
  const shown = rows.length > room ? rows.slice(0, room - 1) : rows
  const missing = rows.length - shown.length
  const lines: ScreenLine[] = [
    [{ text: rows.length === 0 ? 'no sessions' : countOf(rows.length, 'session'), style: 'plain', isBold: true }],
    ...(note === null ? [] : [[{ text: safe(note, 500), style: 'warn' } as const]]),
    ...shown.map((row) => join(columns, row)),
    ...(missing === 0 ? [] : [[dim(`and ${missing} more`)]]),
    [dim('q leave')],
  ]
  return lines.map((line) => cutLine(line, width, glyphs.cut))
}

/** From left to right; the order in which they are given up is their number. */
function layOut({ rows, now, width, glyphs }: StatusLook): readonly StatusColumn[] {
  const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => countColumns(text)))
  const nameWidth = Math.min(widest(rows.map(({ profile }) => safe(profile))), Math.max(12, width - leftWidth - gap))
  const all: readonly (StatusColumn & { readonly worth: number })[] = [
    { worth: 5, width: nameWidth, cell: (row) => viewName(row, nameWidth, glyphs) },
    { worth: 1, width: widest(rows.map(({ api }) => safe(api, 40))), cell: (row) => [dim(safe(row.api, 40))] },
    { worth: 2, width: 12, cell: (row) => [dim(cutText(safe(row.accountId ?? ''), 12, glyphs.cut))] },
    { worth: 3, width: barWidth, cell: (row) => viewBar(row, now, glyphs) },
    { worth: 4, width: leftWidth, cell: (row) => [viewLeft(row, now)] },
    { worth: 0, width: renewedWord.length, cell: (row) => [dim(row.isRenewed ? renewedWord : '')] },
  ]
  const kept = new Set<StatusColumn>()
  let room = width + gap
  for (const column of all.toSorted((one, other) => other.worth - one.worth)) {
    if (column.width + gap > room) break
    kept.add(column)
    room -= column.width + gap
  }
  return all.filter((column) => kept.has(column))
}

function join(columns: readonly StatusColumn[], row: StatusRow): ScreenLine {
  return columns.flatMap(({ width, cell }, at) => [
    ...(at > 0 ? [plain(' '.repeat(gap))] : []),
    ...padLine(cell(row), width),
  ])
}

function viewName({ profile, colour }: StatusRow, width: number, glyphs: Glyphs): ScreenLine {
  return [{ text: cutText(safe(profile), width, glyphs.cut), style: colour ?? 'plain' }]
}

function viewLeft({ expiresAt }: StatusRow, now: number): Span {
  const left = expiresAt === null ? null : expiresAt - now
  if (left === null || left <= 0) return dim((left === null ? '-' : 'ended').padStart(leftWidth))
  return { text: formatDuration(left / 1000).padStart(leftWidth), style: styleOf(left) }
}

function viewBar({ expiresAt, lifeSeconds }: StatusRow, now: number, glyphs: Glyphs): ScreenLine {
  if (expiresAt === null || lifeSeconds === null || lifeSeconds <= 0) return []
  const left = Math.max(0, expiresAt - now)
  const share = Math.min(1, left / 1000 / lifeSeconds)
  // As long as there is something left, something of it is seen.
  const full = Math.ceil(share * barWidth)
  return [{ text: glyphs.full.repeat(full), style: styleOf(left) }, dim(glyphs.empty.repeat(barWidth - full))]
}

/** Five minutes are what awsx hands out at the least; twenty are when it renews. */
function styleOf(leftMs: number): Style {
  if (leftMs < 300_000) return 'bad'
  return leftMs < 1_200_000 ? 'warn' : 'good'
}
