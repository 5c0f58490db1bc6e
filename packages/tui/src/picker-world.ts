import type { Secret } from '@awsx/core'
import type { PickerRow, RowPreview, RowState } from './row.ts'

/** What the picker shows and does, as it comes in from outside. `T` is what leaves it: the credentials of a row. */
export interface PickerWorld<T> {
  /** ms since the epoch. */
  now(): number
  /** Every row, unordered; asked again after a change. */
  rows(): readonly PickerRow[]
  /** Asked for the rows on the screen only, and again after a change. */
  state(row: PickerRow): RowState
  /** Asked for the row under the cursor. */
  preview(row: PickerRow): RowPreview
  /** Calls `listener` when rows or states may have changed; returns what ends that. */
  onChange(listener: () => void): () => void
  /** What Enter does. An `AwsxError` it throws is shown, and the picker stays; but `cancelled` from a question only closes it. */
  use(row: PickerRow, questions: Questions): Promise<T>
  /** The lettered menu of a row. */
  actions(row: PickerRow): readonly RowAction<T>[]
}

/** One line of the menu. */
export interface RowAction<T> {
  /** One lower-case letter, of its own in the menu. */
  readonly letter: string
  readonly label: string
  run(row: PickerRow, questions: Questions): Promise<ActionResult<T>>
}

/** What is to be seen after an action. */
export type ActionResult<T> =
  /** The list again, with a line of words or none. */
  | { readonly kind: 'stay'; readonly message: string | null }
  /** Lines to read, until a key is pressed. */
  | { readonly kind: 'text'; readonly title: string; readonly lines: readonly string[] }
  /** The picker ends, and gives this. */
  | { readonly kind: 'leave'; readonly value: T }

/** How what is typed shows: as it is, as one mark a character, or not at all. */
export type Echo = 'plain' | 'mask' | 'hidden'

/** The person, asked inside the picker. The same shape as the terminal that other commands ask on. */
export interface Questions {
  /** Throws `cancelled` on Esc and ctrl-c, and when `withdrawn` is aborted. */
  ask(prompt: string, echo: Echo, withdrawn?: AbortSignal): Promise<Secret>
  confirm(prompt: string): Promise<boolean>
  /** Shows words, and since when, while something slow runs. */
  wait<T>(words: string, work: () => Promise<T>): Promise<T>
  /** A line of words that stays until the next one. */
  say(line: string): void
}
