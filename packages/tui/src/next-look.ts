import type { PickerState } from './picker-state.ts'
import { msUntilChange } from './state-text.ts'

/**
 * How long, in ms, what is on the screen stays true; null where time changes nothing of it.
 *
 * `ends` are the ends of the sessions whose time left is shown, ms since the epoch.
 */
export function msUntilNextLook(state: PickerState, ends: readonly number[], now: number): number | null {
  const waits = ends.map((end) => msUntilChange(end, now)).filter((ms) => ms !== null)
  // The seconds of a wait pass only while somebody waits.
  if (state.overlay?.kind === 'wait') waits.push(1000 - ((now - state.overlay.since) % 1000))
  return waits.length === 0 ? null : Math.min(...waits)
}
