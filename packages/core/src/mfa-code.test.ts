import { describe, expect, test } from 'vitest'
import { parseMfaCode, untilNextWindow } from './mfa-code.ts'

describe('parseMfaCode', () => {
  test.each([
    ['D91 spaces', ' 123 456 '],
    ['D92 newline-tail', '123456\n'],
    ['a tail as of Windows', '123456\r\n'],
    ['D97 bracketed-paste-wrapper', '\x1b[200~123456\x1b[201~'],
    ['a no-break space', '123\u00a0456'],
    ['a zero-width space', '123\u200b456'],
  ])('%s is taken', (_case, text) => {
    expect(parseMfaCode(text)).toBe('123456')
  })

  test('leading zeros stay', () => {
    expect(parseMfaCode('000042')).toBe('000042')
  })

  test.each([
    ['D87 5-digits', '12345'],
    ['D88 7-digits', '1234567'],
    ['D89 fullwidth-digits', '１２３４５６'],
    ['D90 arabic-indic', '١٢٣٤٥٦'],
    ['D95 empty', ''],
    ['D96 1mb-paste', '123456'.repeat(170_000)],
    ['D96 1mb of blanks', `123456${' '.repeat(1_000_000)}`],
    ['D99 code-process-prints-ansi', '\x1b[32m123456\x1b[0m'],
    ['words', 'code: 123456'],
    ['a sign', '-12345'],
  ])('%s is none', (_case, text) => {
    expect(parseMfaCode(text)).toBeNull()
  })
})

test('untilNextWindow', () => {
  expect([untilNextWindow(0), untilNextWindow(1), untilNextWindow(29_999), untilNextWindow(30_000)]).toEqual([
    30_000, 29_999, 1, 30_000,
  ])
})
