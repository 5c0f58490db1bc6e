import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitSymbols } from '@awsx/core'
import { createKeyReader } from './key-reader.ts'
import { editLine, lineOf } from './line.ts'
import type { Line } from './line.ts'

/** `|` is where the cursor is. */
function parse(text: string): Line {
  return { text: text.replace('|', ''), cursor: text.indexOf('|') }
}

function show({ text, cursor }: Line): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`
}

function type(line: Line, typed: string): Line {
  const keys = createKeyReader().feed(Buffer.from(typed))
  return keys.reduce((edited, key) => editLine(edited, key) ?? edited, line)
}

describe('editLine', () => {
  test.each([
    { name: 'text goes in at the cursor', from: 'a|c', typed: 'b', to: 'ab|c' },
    { name: 'backspace', from: 'ab|c', typed: '\u007f', to: 'a|c' },
    { name: 'ctrl-h is backspace', from: 'ab|c', typed: '\b', to: 'a|c' },
    { name: 'backspace at the start', from: '|c', typed: '\u007f', to: '|c' },
    { name: 'delete', from: 'a|bc', typed: '\u001b[3~', to: 'a|c' },
    { name: 'ctrl-d', from: 'a|bc', typed: '\u0004', to: 'a|c' },
    { name: 'left and right', from: 'ab|c', typed: '\u001b[D\u001b[D\u001b[C', to: 'a|bc' },
    { name: 'arrows of the application mode', from: 'ab|c', typed: '\u001bOD', to: 'a|bc' },
    { name: 'ctrl-a', from: 'ab|c', typed: '\u0001', to: '|abc' },
    { name: 'ctrl-e', from: '|abc', typed: '\u0005', to: 'abc|' },
    { name: 'home and end', from: 'ab|c', typed: '\u001b[H\u001b[F', to: 'abc|' },
    { name: 'home and end of a VT220', from: 'ab|c', typed: '\u001b[4~\u001b[1~', to: '|abc' },
    { name: 'ctrl-u', from: 'ab|c', typed: '\u0015', to: '|c' },
    { name: 'ctrl-k', from: 'ab|c', typed: '\u000b', to: 'ab|' },
    { name: 'ctrl-w takes what stands between blanks', from: 'one two-three |x', typed: '\u0017', to: 'one |x' },
    { name: 'alt-backspace takes a word', from: 'one two-three|', typed: '\u001b\u007f', to: 'one two-|' },
    { name: 'alt-b', from: 'one two-three|', typed: '\u001bb', to: 'one two-|three' },
    { name: 'alt-f', from: '|one two', typed: '\u001bf', to: 'one| two' },
    { name: 'alt-d', from: 'one| two', typed: '\u001bd', to: 'one|' },
    { name: 'ctrl and an arrow', from: 'one two|', typed: '\u001b[1;5D', to: 'one |two' },
    { name: 'alt and an arrow', from: '|one two', typed: '\u001b[1;3C', to: 'one| two' },
    { name: 'ESC and an arrow', from: 'one two|', typed: '\u001b\u001b[D', to: 'one |two' },
    { name: 'a whole emoji', from: 'a👩‍💻|', typed: '\u007f', to: 'a|' },
    { name: 'a letter with its accent', from: 'cafe\u0301|', typed: '\u001b[D', to: 'caf|e\u0301' },
    { name: 'over a letter with its accent', from: '|e\u0301x', typed: '\u001b[C', to: 'e\u0301|x' },
    { name: 'what is pasted stays on one line', from: 'a|', typed: '\u001b[200~b\rc\r\n\u001b[201~', to: 'ab c|' },
    { name: 'a key of no line', from: 'a|', typed: '\u001b[A', to: 'a|' },
  ])('$name', ({ from, typed, to }) => {
    expect(show(type(parse(from), typed))).toBe(to)
  })

  test('what is too long is dropped, in whole symbols', () => {
    expect(type(lineOf('x'), '漢'.repeat(5000)).text).toHaveLength(4096)
    expect(splitSymbols(type(lineOf('x'), '😀'.repeat(5000)).text).at(-1)).toBe('😀')
  })

  test('whatever is typed, the cursor is in the text and between two symbols', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      fc.constantFrom('\u007f', '\b', '\u0001', '\u0005', '\u0015', '\u0017', '\u000b', '\u0004'),
      fc.constantFrom('\u001b[D', '\u001b[C', '\u001b[3~', '\u001b[H', '\u001b[F', '\u001bb', '\u001bf', '\u001bd'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        let line = lineOf('')
        for (const typed of pieces) {
          const next = type(line, typed)
          expect(next.cursor).toBeGreaterThanOrEqual(0)
          expect(next.cursor).toBeLessThanOrEqual(next.text.length)
          expect(isHighSurrogate(next.text.charCodeAt(next.cursor - 1))).toBe(false)
          expect(next.text).not.toMatch(/\p{Cc}/u)
          line = next
        }
      }),
    )
  })

  test('left and right are each other’s way back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const line = lineOf(text)
        const left = type(line, '\u001b[D')
        expect(type(left, '\u001b[C')).toEqual(line)
      }),
    )
  })
})

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
