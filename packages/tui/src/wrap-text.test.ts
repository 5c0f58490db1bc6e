import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countColumns } from '@awsx/core'
import { viewNotice } from './view-notice.ts'
import { wrapText } from './wrap-text.ts'

describe('wrapText', () => {
  test.each([
    { text: 'one two three', width: 7, lines: ['one two', 'three'] },
    { text: 'one', width: 7, lines: ['one'] },
    { text: '', width: 7, lines: [''] },
    { text: 'a verylongword b', width: 5, lines: ['a', 'veryl', 'ongwo', 'rd b'] },
    { text: '漢字漢字', width: 5, lines: ['漢字', '漢字'] },
  ])('"$text" at $width', ({ text, width, lines }) => {
    expect(wrapText(text, width)).toEqual(lines)
  })

  test('no line is too wide, and no letter is lost', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '漢'), maxLength: 60 })
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 30 }), (whole, width) => {
        const lines = wrapText(whole, width)
        for (const line of lines) expect(countColumns(line)).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(whole.replaceAll(' ', ''))
      }),
    )
  })
})

describe('viewNotice', () => {
  const show = (text: string, hint: string | null): readonly string[] =>
    viewNotice({ kind: 'error', text, hint }, 30).map((line) => line.map((span) => span.text).join(''))

  test('an error and its hint', () => {
    expect(show('the passphrase is wrong', 'type it again')).toEqual([
      'error: the passphrase is wrong',
      'hint: type it again',
    ])
  })

  test('long ones take three lines each at most', () => {
    const lines = show('word '.repeat(100), 'other '.repeat(100))
    expect(lines).toHaveLength(6)
    expect(lines[2]).toMatch(/…$/)
    for (const line of lines) expect(countColumns(line)).toBeLessThanOrEqual(30)
  })

  test('what would act is shown', () => {
    expect(show('no \u001b]52;c;AAAA\u0007 here', null).join('')).toContain('\\x1b]52;c;AAAA\\x07')
  })
})
