import { startPicker } from './picker-session.ts'
import type { PickerWorld } from './picker-world.ts'
import type { Terminal } from './terminal.ts'

/** Where and how the picker is drawn. */
export interface PickerOptions<T> {
  readonly world: PickerWorld<T>
  readonly terminal: Terminal
  /** The caller's environment: `NO_COLOR`, `TERM`, `INK_SCREEN_READER` and the locale are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is typed already. */
  readonly query?: string
}

/**
 * Shows the picker until a row is used; null when the person left it.
 *
 * Whatever way it ends, echo, cursor, screen and colours are as before. Throws what `world` throws beyond `AwsxError`.
 */
export async function runPicker<T>(options: PickerOptions<T>): Promise<T | null> {
  return await new Promise<T | null>((resolve, reject) => startPicker(options, resolve, reject))
}
