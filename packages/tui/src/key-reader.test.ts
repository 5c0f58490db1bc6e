import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Key } from './key.ts'
import { createKeyReader } from './key-reader.ts'

/** Text as it is, a paste in brackets, everything else by its name. */
function show(key: Key): string {
  if (key.kind === 'press') return `<${key.name}>`
  return key.kind === 'text' ? key.text : `[${key.text}]`
}

function read(...pieces: readonly (string | Uint8Array)[]): string {
  const reader = createKeyReader()
  const keys = pieces.flatMap((piece) => reader.feed(Buffer.from(piece as string)))
  return [...keys, ...reader.settle()].map(show).join('')
}

describe('createKeyReader', () => {
  test.each([
    { name: 'text', pieces: ['web'], keys: 'web' },
    { name: 'enter', pieces: ['web\r'], keys: 'web<enter>' },
    { name: 'a line feed is ctrl-j', pieces: ['\n'], keys: '<ctrl-j>' },
    { name: 'ESC alone', pieces: ['\u001b'], keys: '<escape>' },
    { name: 'ESC twice', pieces: ['\u001b\u001b'], keys: '<escape><escape>' },
    { name: 'ESC twice and a letter', pieces: ['\u001b\u001bb'], keys: '<escape><alt-b>' },
    { name: 'a sequence in three pieces', pieces: ['\u001b', '[', 'A'], keys: '<up>' },
    { name: 'a sequence that is cut off', pieces: ['\u001b['], keys: '' },
    { name: 'page up and down', pieces: ['\u001b[5~\u001b[6~'], keys: '<page-up><page-down>' },
    { name: 'F1, both ways', pieces: ['\u001bOP\u001b[11~'], keys: '<f1><f1>' },
    { name: 'tab and shift-tab', pieces: ['\t\u001b[Z'], keys: '<tab><shift-tab>' },
    { name: 'ctrl-n and ctrl-p', pieces: ['\u000e\u0010'], keys: '<ctrl-n><ctrl-p>' },
    { name: 'a paste', pieces: ['\u001b[200~one\rtwo\u001b[201~'], keys: '[one\ntwo]' },
    { name: 'a paste in pieces', pieces: ['\u001b[200~one', '\u001b[20', '1~x'], keys: '[one]x' },
    { name: 'ESC within a paste', pieces: ['\u001b[200~a\u001b[31mb\u001b[201~'], keys: '[a[31mb]' },
    { name: 'a key of a keyboard nobody has', pieces: ['\u001b[57399u'], keys: '' },
    { name: 'a focus event, a mouse event', pieces: ['\u001b[I\u001b[<0;1;1Mx'], keys: 'x' },
    { name: 'the colours of the terminal', pieces: ['\u001b]11;rgb:0000/0000/0000\u0007x'], keys: 'x' },
    { name: 'the same, ended by ST', pieces: ['\u001b]11;rgb:0000/0000/0000\u001b\\x'], keys: 'x' },
    { name: 'C1 controls', pieces: ['a\u009b31mb'], keys: 'a31mb' },
    { name: 'NUL and BEL', pieces: ['a\u0000\u0007b'], keys: 'a<ctrl-g>b' },
    { name: 'a character in two pieces', pieces: [Buffer.from([0xe6, 0xbc]), Buffer.from([0xa2])], keys: '漢' },
    { name: 'no UTF-8', pieces: [Buffer.from([0x61, 0xff, 0x62])], keys: 'ab' },
  ])('$name', ({ pieces, keys }) => {
    expect(read(...pieces)).toBe(keys)
  })

  test('it waits only for the rest of a sequence', () => {
    const reader = createKeyReader()
    reader.feed(Buffer.from('a'))
    expect(reader.isWaiting).toBe(false)
    reader.feed(Buffer.from('\u001b'))
    expect(reader.isWaiting).toBe(true)
    reader.feed(Buffer.from('[200~'))
    expect(reader.isWaiting).toBe(false)
  })

  test('D96 1mb-paste: what is too long is dropped, and its end is seen', () => {
    const [key, next] = createKeyReader().feed(Buffer.from(`\u001b[200~${'1'.repeat(1_000_000)}\u001b[201~x`))
    expect(key).toEqual({ kind: 'paste', text: '1'.repeat(4096) })
    expect(next).toEqual({ kind: 'text', text: 'x' })
  })

  test('however the bytes are cut, the keys are the same', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.constantFrom('\u001b[A', '\u001b[1;5D', '\u001bOP', '\u001bb', '\r', '\t', '\u001b[200~a\rb\u001b[201~'),
    )
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat({ max: 5 })), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''))
        const parts: Buffer[] = []
        let at = 0
        for (const length of cuts) {
          parts.push(bytes.subarray(at, at + length))
          at += length
        }
        expect(read(...parts, bytes.subarray(at))).toBe(read(bytes))
      }),
    )
  })
})
