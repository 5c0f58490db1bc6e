import { describe, expect, test } from 'vitest'
import { createLineEditor } from './line-editor.ts'

function typed(...chunks: readonly string[]): { readonly text: string; readonly event: string } {
  const editor = createLineEditor()
  let event = 'none'
  for (const chunk of chunks) event = editor.feed(chunk)
  return { text: editor.text, event }
}

describe('createLineEditor', () => {
  test.each([
    { name: 'text and enter', chunks: ['123456\r'], text: '123456', event: 'enter' },
    { name: 'backspace takes a whole character', chunks: ['a😀\u007f'], text: 'a', event: 'edit' },
    { name: 'backspace on nothing', chunks: ['\u007f\u007f'], text: '', event: 'edit' },
    { name: 'ctrl-u', chunks: ['abc\u0015d'], text: 'd', event: 'edit' },
    { name: 'ctrl-w', chunks: ['one two \u0017'], text: 'one ', event: 'edit' },
    { name: 'ctrl-c', chunks: ['abc\u0003'], text: 'abc', event: 'cancel' },
    { name: 'ctrl-d on an empty line', chunks: ['\u0004'], text: '', event: 'cancel' },
    { name: 'ctrl-d behind text', chunks: ['a\u0004b'], text: 'ab', event: 'edit' },
    { name: 'an arrow', chunks: ['1\u001b[D2'], text: '12', event: 'edit' },
    { name: 'an arrow in two pieces', chunks: ['1\u001b', '[D2'], text: '12', event: 'edit' },
    { name: 'a function key', chunks: ['\u001bOP7'], text: '7', event: 'edit' },
    { name: 'alt and a letter', chunks: ['\u001bx7'], text: '7', event: 'edit' },
    { name: 'D97 bracketed-paste-wrapper', chunks: ['\u001b[200~123456\u001b[201~'], text: '123456', event: 'edit' },
    { name: 'control characters, C1 too', chunks: ['1\u0007\u009b\u009d2'], text: '12', event: 'edit' },
    { name: 'what comes after enter is left', chunks: ['1\r2'], text: '1', event: 'enter' },
  ])('$name', ({ chunks, text, event }) => {
    expect(typed(...chunks)).toEqual({ text, event })
  })

  test('D96 1mb-paste: what is too long is dropped', () => {
    expect(typed('1'.repeat(1_000_000)).text).toHaveLength(4096)
  })
})
