import { countColumns, safe } from '@awsx/core'
import type { PickerRow } from './row.ts'

/** The columns of text that a row has and that are searched, as a person reads them from left to right. */
export const textColumns = ['name', 'role', 'account', 'accountId', 'region'] as const

/** One of {@link textColumns}. */
export type TextColumn = (typeof textColumns)[number]

/** A row with its place in the list that nobody has narrowed, and its texts, fit for a terminal. */
export interface ListedRow {
  readonly row: PickerRow
  readonly place: number
  readonly cells: Readonly<Record<TextColumn, string>>
}

/** The rows to be listed: pinned ones first, then those used most and latest, then by name. */
export function listRows(rows: readonly PickerRow[], showsHidden: boolean): readonly ListedRow[] {
  const shown = showsHidden ? [...rows] : rows.filter((row) => !row.isHidden)
  return shown.sort(compareRows).map((row, place) => ({
    row,
    place,
    cells: {
      name: safe(row.name),
      role: safe(row.role ?? ''),
      account: safe(row.accountAlias ?? ''),
      accountId: safe(row.accountId ?? ''),
      region: safe(row.region ?? ''),
    },
  }))
}

/** How wide each column would like to be, in columns of a terminal; 0 where no row has anything in it. */
export function measureColumns(rows: readonly ListedRow[]): Readonly<Record<TextColumn, number>> {
  const widths = { name: 0, role: 0, account: 0, accountId: 0, region: 0 }
  for (const { cells } of rows) {
    for (const column of textColumns) {
      // The length bounds the columns from above but for wide characters, which come as two units or are few.
      const text = cells[column]
      if (text.length * 2 > widths[column]) widths[column] = Math.max(widths[column], countColumns(text))
    }
  }
  return widths
}

function compareRows(one: PickerRow, other: PickerRow): number {
  if (one.isPinned !== other.isPinned) return one.isPinned ? -1 : 1
  if (one.frecency !== other.frecency) return other.frecency - one.frecency
  // By code unit: a locale's order costs more than all the rest of the first frame.
  if (one.name === other.name) return 0
  return one.name < other.name ? -1 : 1
}
