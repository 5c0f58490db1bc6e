import { countColumns, safe } from '@awsx/core'
import type { PickerRow } from './row.ts'

/** The columns of text that a row has and that are searched, as a person reads them from left to right. */
export const textColumns = ['name', 'role', 'account', 'accountId', 'region'] as const

/** One of {@link textColumns}. */
export type TextColumn = (typeof textColumns)[number]

/** A row with its place in the list that nobody has narrowed. */
export interface ListedRow {
  readonly row: PickerRow
  readonly place: number
}

/** The rows to be listed: pinned ones first, then those used most and latest, then by name. */
export function listRows(rows: readonly PickerRow[], showsHidden: boolean): readonly ListedRow[] {
  const shown = showsHidden ? rows : rows.filter((row) => !row.isHidden)
  // Few are pinned or used: most have only their names to compare.
  const favoured = shown.filter(isFavoured).sort(compareFavoured)
  const others = shown.filter((row) => !isFavoured(row)).sort(compareNames)
  return [...favoured, ...others].map((row, place) => ({ row, place }))
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
  const widths = { name: 0, role: 0, account: 0, accountId: 0, region: 0 }
  for (const column of textColumns) {
    for (const { row } of rows) {
      const text = rawText(row, column)
      // No text is wider than two columns a unit, but for signs that are shown escaped: those are cut.
      if (text.length * 2 <= widths[column]) continue
      const isPlain = /^[\x20-\x7e]*$/.test(text)
      widths[column] = Math.max(widths[column], isPlain ? text.length : countColumns(safe(text)))
    }
  }
  return widths
}

function rawText(row: PickerRow, column: TextColumn): string {
  return (column === 'account' ? row.accountAlias : row[column]) ?? ''
}

function compareFavoured(one: PickerRow, other: PickerRow): number {
  if (one.isPinned !== other.isPinned) return one.isPinned ? -1 : 1
  return other.frecency - one.frecency || compareNames(one, other)
}

/** By code unit: a locale's order would cost more than all the rest of the first frame. */
function compareNames(one: PickerRow, other: PickerRow): number {
  if (one.name === other.name) return 0
  return one.name < other.name ? -1 : 1
}
