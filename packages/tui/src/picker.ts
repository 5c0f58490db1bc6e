import type { ReadStream, WriteStream } from 'node:tty'
import type { PickerWorld } from './picker-world.ts'

/** Where and how the picker is drawn. */
export interface PickerOptions<T> {
  readonly world: PickerWorld<T>
  /** The terminal; never stdin and stdout, which may be pipes. Closed by the caller. */
  readonly input: ReadStream
  readonly output: WriteStream
  /** The caller's environment: `NO_COLOR`, `TERM`, `COLORTERM`, `COLORFGBG`, `INK_SCREEN_READER`, `LANG` and the like are looked at. */
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
  throw new Error(`not built yet for ${options.query ?? ''}`)
}
