import type { Secret } from '@awsx/core'
import { helpLines } from './help.ts'
import type { Key, KeyName } from './key.ts'
import { editLine } from './line.ts'
import type { PickerState } from './picker-state.ts'
import { updateOverlay } from './update-overlay.ts'

/** What is to be done in the world after a key. */
export type Effect =
  | { readonly kind: 'leave' }
  /** Use the row under the cursor. */
  | { readonly kind: 'use' }
  | { readonly kind: 'open-menu' }
  | { readonly kind: 'run'; readonly letter: string }
  | { readonly kind: 'answer'; readonly answer: Secret }
  /** The question is not answered, or nobody waits any more. */
  | { readonly kind: 'withdraw' }
  /** Stop, as a shell's job. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'redraw' }

/** The state after a key, and what is to be done. */
export interface Step {
  readonly state: PickerState
  readonly effect: Effect | null
}

/** What a key does depends on it as well. */
export interface Surroundings {
  /** How many rows fit the query. */
  readonly total: number
  /** How many rows are on the screen. */
  readonly height: number
}

const moves: Partial<Record<KeyName, (around: Surroundings) => number>> = {
  up: () => -1,
  'ctrl-p': () => -1,
  'ctrl-k': () => -1,
  'shift-tab': () => -1,
  down: () => 1,
  'ctrl-n': () => 1,
  'ctrl-j': () => 1,
  'page-up': ({ height }) => -height,
  'page-down': ({ height }) => height,
  home: () => -Infinity,
  end: () => Infinity,
}

/** What a key does. */
export function updatePicker(state: PickerState, key: Key, around: Surroundings): Step {
  if (key.kind === 'press' && key.name === 'ctrl-z') return { state, effect: { kind: 'stop' } }
  if (key.kind === 'press' && key.name === 'ctrl-l') return { state, effect: { kind: 'redraw' } }
  if (state.overlay !== null) return updateOverlay(state, state.overlay, key, around)
  return updateList(state, key, around)
}

function updateList(state: PickerState, key: Key, around: Surroundings): Step {
  if (state.query.text === '' && isHelp(key)) {
    return { state: { ...state, overlay: { kind: 'text', title: 'keys', lines: helpLines, top: 0 } }, effect: null }
  }
  if (key.kind === 'press') {
    const move = moves[key.name]
    if (move !== undefined) return { state: moveCursor(state, move(around), around.total), effect: null }
    const step = updateByPress(state, key.name, around)
    if (step !== null) return step
  }
  const query = editLine(state.query, key)
  if (query === null || query === state.query) return { state, effect: null }
  if (query.text === state.query.text) return { state: { ...state, query }, effect: null }
  return { state: { ...state, query, cursor: 0, top: 0, notice: null }, effect: null }
}

function updateByPress(state: PickerState, name: KeyName, { total }: Surroundings): Step | null {
  const quiet = { ...state, notice: null }
  switch (name) {
    case 'enter':
      return { state: quiet, effect: total > 0 ? { kind: 'use' } : null }
    case 'tab':
      return { state: quiet, effect: total > 0 ? { kind: 'open-menu' } : null }
    case 'escape':
    case 'ctrl-c':
    case 'ctrl-g':
      return { state, effect: { kind: 'leave' } }
    case 'ctrl-d':
      return state.query.text === '' ? { state, effect: { kind: 'leave' } } : null
    case 'ctrl-t':
      return { state: { ...quiet, showsHidden: !state.showsHidden, cursor: 0, top: 0 }, effect: null }
    case 'f1':
      return {
        state: { ...quiet, overlay: { kind: 'text', title: 'keys', lines: helpLines, top: 0 } },
        effect: null,
      }
    default:
      return null
  }
}

function isHelp(key: Key): boolean {
  return key.kind === 'text' && key.text === '?'
}

function moveCursor(state: PickerState, by: number, total: number): PickerState {
  const cursor = Math.max(0, Math.min(state.cursor + by, total - 1))
  return { ...state, cursor, notice: null }
}
