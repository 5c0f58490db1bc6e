import type { PickerRow } from './row.ts'

/** Pins first, then what is used most and latest, then names. */
export function compareRows(one: PickerRow, other: PickerRow): number {
  if (one.isPinned !== other.isPinned) return one.isPinned ? -1 : 1
  return other.frecency - one.frecency || compareNames(one, other)
}

/** By code unit: a locale's order would cost more than all the rest of the first frame. */
export function compareNames(one: PickerRow, other: PickerRow): number {
  if (one.name === other.name) return 0
  return one.name < other.name ? -1 : 1
}
