import { Text } from 'ink'
import type { ReactElement } from 'react'

/** The first of the characters that stand for a line (Unicode's private use area: no terminal has a picture for it). */
const firstSign = 0xe000

/**
 * A screen of lines that are measured, cut and painted already.
 *
 * Ink takes every cell of every line apart in every frame, which costs more than all the rest of a key press. So it lays
 * out one sign for each line, and {@link putLines} puts the line in its place.
 */
export function ScreenLines({ count }: { readonly count: number }): ReactElement {
  return <Text>{Array.from({ length: count }, (_, at) => String.fromCodePoint(firstSign + at)).join('\n')}</Text>
}

/** The lines of a frame that Ink laid out. */
export function putLines(frame: string, lines: readonly string[]): readonly string[] {
  return frame.split('\n').map((sign) => lines[(sign.codePointAt(0) ?? 0) - firstSign] ?? '')
}
