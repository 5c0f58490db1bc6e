import { Secret } from '@awsx/core'
import { lineOf } from './line.ts'
import type { Line } from './line.ts'
import type { Echo } from './picker-world.ts'

/** All that a key can change. What is listed and what it says comes from outside. */
export interface PickerState {
  readonly query: Line
  /** The place of the row under the cursor among those that fit. */
  readonly cursor: number
  /** The place of the first row on the screen. */
  readonly top: number
  readonly showsHidden: boolean
  /** What has the keyboard instead of the list. */
  readonly overlay: Overlay | null
  readonly notice: Notice | null
}

/** What lies over the list until it is answered or left. */
export type Overlay =
  | { readonly kind: 'menu'; readonly title: string; readonly lines: readonly MenuLine[]; readonly cursor: number }
  | { readonly kind: 'text'; readonly title: string; readonly lines: readonly string[]; readonly top: number }
  | Question
  | { readonly kind: 'wait'; readonly words: string; readonly since: number }

/** A question, and what is typed of its answer. */
export interface Question {
  readonly kind: 'question'
  readonly prompt: string
  readonly echo: Echo
  readonly typed: Secret
  readonly cursor: number
}

/** One line of a menu. */
export interface MenuLine {
  readonly letter: string
  readonly label: string
}

/** A line of words, or an error with what to do about it. */
export type Notice =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'error'; readonly text: string; readonly hint: string | null }

/** A picker as it opens. */
export function openState(query: string): PickerState {
  return { query: lineOf(query), cursor: 0, top: 0, showsHidden: false, overlay: null, notice: null }
}

/** A question nobody has begun to answer. */
export function openQuestion(prompt: string, echo: Echo): Question {
  return { kind: 'question', prompt, echo, typed: new Secret(''), cursor: 0 }
}

/** Keeps the cursor among `total` rows, and on a screen of `height` of them. */
export function settleCursor(state: PickerState, total: number, height: number): PickerState {
  const cursor = Math.max(0, Math.min(state.cursor, total - 1))
  const lastTop = Math.max(0, total - height)
  const top = Math.min(Math.max(state.top, cursor - height + 1, 0), cursor, lastTop)
  return cursor === state.cursor && top === state.top ? state : { ...state, cursor, top }
}

/** How many lines what lies over the list would like to have. */
export function overlayLines({ overlay }: PickerState): number {
  return overlay?.kind === 'menu' || overlay?.kind === 'text' ? overlay.lines.length : 0
}
