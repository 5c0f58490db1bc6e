import { countColumns, safe } from '@awsx/core'
import { compareNames, compareRows } from './row-order.ts'
import type { PickerRow } from './row.ts'

/** The columns of text that a row has and that are searched, as a person reads them from left to right. */
export const textColumns = ['name', 'role', 'account', 'accountId', 'region'] as const

/** One of {@link textColumns}. */
export type TextColumn = (typeof textColumns)[number]

/** What `safe` cuts at. */
const longest = 128

const sampleSize = 500

/** A row with its place in the list that nobody has narrowed. */
export interface ListedRow {
  readonly row: PickerRow
  readonly place: number
}

/** Rows in their order: pinned ones first, then those used most and latest, then by name. */
export function listRows(rows: readonly PickerRow[]): readonly ListedRow[] {
  const [favoured, others] = partRows(rows)
  return [...favoured, ...others.sort(compareNames)].map(toListed)
}

/** The first `count` of {@link listRows}, or some more: to find them takes a tenth of the time of sorting all. */
export function listFirstRows(rows: readonly PickerRow[], count: number): readonly ListedRow[] {
  const [favoured, others] = partRows(rows)
  return [...favoured, ...leastNames(others, count)].map(toListed)
}

/** Few are pinned or used: most rows have only their names to compare. */
function partRows(rows: readonly PickerRow[]): readonly [PickerRow[], PickerRow[]] {
  return [rows.filter(isFavoured).sort(compareRows), rows.filter((row) => !isFavoured(row))]
}

function leastNames(rows: readonly PickerRow[], count: number): readonly PickerRow[] {
  const least = rows.slice(0, count).sort(compareNames)
  for (const row of rows.slice(count)) {
    const last = least.at(-1)
    if (last === undefined || compareNames(row, last) >= 0) continue
    least.pop()
    least.splice(least.findLastIndex((one) => compareNames(one, row) <= 0) + 1, 0, row)
  }
  return least
}

function toListed(row: PickerRow, place: number): ListedRow {
  return { row, place }
}

/** Whether something else than the name of a row says where it stands. */
export function isFavoured(row: PickerRow): boolean {
  return row.isPinned || row.frecency > 0
}

/** The text of a row in a column, fit for a terminal. */
export function textOf({ row }: ListedRow, column: TextColumn): string {
  return safe(rawText(row, column))
}

/** How wide each column would like to be, in columns of a terminal; 0 where no row has anything in it. */
export function measureColumns(rows: readonly ListedRow[]): Readonly<Record<TextColumn, number>> {
  return measure(
    rows.map(({ row }) => row),
    (text, atLeast) => {
      // No text is wider than two columns a unit, but for signs that are shown escaped: those are cut.
      if (text.length * 2 <= atLeast) return atLeast
      return /^[\x20-\x7e]*$/.test(text) ? text.length : countColumns(safe(text))
    },
  )
}

/** Some of the rows from everywhere among them: what their columns are like, without looking at all of them. */
export function sampleRows(rows: readonly PickerRow[]): readonly PickerRow[] {
  const every = Math.ceil(rows.length / sampleSize)
  return every <= 1 ? rows : rows.filter((_, index) => index % every === 0)
}

/** The same, but as if every sign took one column: in a tenth of the time. */
export function guessColumns(rows: readonly PickerRow[]): Readonly<Record<TextColumn, number>> {
  return measure(rows, (text) => Math.min(text.length, longest))
}

function measure(
  rows: readonly PickerRow[],
  widthOf: (text: string, atLeast: number) => number,
): Readonly<Record<TextColumn, number>> {
  const widths = { name: 0, role: 0, account: 0, accountId: 0, region: 0 }
  for (const column of textColumns) {
    let width = 0
    for (const row of rows) width = Math.max(width, widthOf(rawText(row, column), width))
    widths[column] = width
  }
  return widths
}

function rawText(row: PickerRow, column: TextColumn): string {
  return (column === 'account' ? row.accountAlias : row[column]) ?? ''
}
