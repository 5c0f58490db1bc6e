import type { KeyName } from './key.ts'

const byControl: ReadonlyMap<string, KeyName> = new Map([
  ['\r', 'enter'],
  ['\t', 'tab'],
  ['\b', 'backspace'],
  ['\u007f', 'backspace'],
  ...[...'abcdefgjklnopqrstuvwxyz'].map((letter): [string, KeyName] => [
    String.fromCodePoint((letter.codePointAt(0) ?? 0) - 0x60),
    `ctrl-${letter}` as KeyName,
  ]),
])

const byFinal: Readonly<Record<string, KeyName>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
  P: 'f1',
  Z: 'shift-tab',
}

const byNumber: Readonly<Record<string, KeyName>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  5: 'page-up',
  6: 'page-down',
  7: 'home',
  8: 'end',
  11: 'f1',
}

const byAlt: Readonly<Record<string, KeyName>> = {
  b: 'alt-b',
  d: 'alt-d',
  f: 'alt-f',
  '\u007f': 'alt-backspace',
  '\b': 'alt-backspace',
}

/** The key of a control character; null where it is none of ours. */
export function keyOfControl(char: string): KeyName | null {
  return byControl.get(char) ?? null
}

/**
 * The key of an escape sequence: `ESC [ … x`, `ESC O x`, or ESC and a character; null for those that are no key of ours.
 *
 * Numbers behind a semicolon are modifiers (xterm's ctlseqs, "PC-Style Function Keys"): 3 is alt, 5 is ctrl.
 */
export function keyOfSequence(sequence: string): KeyName | null {
  const [, introducer, numbers, final] = /^\u001b+(\[|O)([0-9;]*)([^0-9;])$/.exec(sequence) ?? []
  if (numbers === undefined || final === undefined) return byAlt[sequence.slice(1)] ?? null
  const [number = '', modifier = '1'] = numbers.split(';')
  // The enter key of the number pad; `ESC [ M` is the mouse.
  if (introducer === 'O' && final === 'M') return 'enter'
  const name = final === '~' ? byNumber[number] : byFinal[final]
  if (name === undefined) return null
  const isByWord = modifier !== '1' || sequence.startsWith('\u001b\u001b')
  if (isByWord && name === 'left') return 'word-left'
  if (isByWord && name === 'right') return 'word-right'
  return name
}

/** Whether a sequence that began with ESC is complete with its last character (ECMA-48, sections 5.4 and 5.6). */
export function isCompleteSequence(sequence: string): boolean {
  const text = sequence.startsWith('\u001b\u001b') ? sequence.slice(1) : sequence
  if (text.length < 2) return false
  if (text[1] === '[') return text.length > 2 && /[@-~]$/.test(text)
  if (text[1] === 'O') return text.length > 2
  // What a terminal says by itself: an answer to a question about its colours, its name.
  if (/^[\]P^_X]/.test(text[1] ?? '')) return text.endsWith('\u0007') || text.endsWith('\u001b\\')
  return true
}
