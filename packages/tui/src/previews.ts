import type { PickerRow, RowPreview } from './row.ts'

/** The preview of the row that was asked for last: it is drawn much more often than it changes. */
export interface Previews {
  of(row: PickerRow): RowPreview
  /** Something has changed: the next one is asked for again. */
  forget(): void
}

/** Keeps the preview that `ask` gave until another is wanted. */
export function createPreviews(ask: (row: PickerRow) => RowPreview): Previews {
  let kept: { readonly row: PickerRow; readonly preview: RowPreview } | null = null
  return {
    of(row) {
      if (kept?.row !== row) kept = { row, preview: ask(row) }
      return kept.preview
    },
    forget() {
      kept = null
    },
  }
}
