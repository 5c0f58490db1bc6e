import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countColumns } from './columns.ts'
import { hostileNames } from './hostile-names.ts'
import { safe } from './safe.ts'

describe('safe', () => {
  test.each([
    ['prod-admin', 'prod-admin'],
    ['B61 \x1b]52;c;cm0=\x07', 'B61 \\x1b]52;c;cm0=\\x07'],
    ['B64 \x1b[2J\x1b[H', 'B64 \\x1b[2J\\x1b[H'],
    ['B65 \x9b2J', 'B65 \\x9b2J'],
    ['B67 prod\rdev', 'B67 prod\\x0ddev'],
    ['B68 dev\u202edorp', 'B68 dev\\u202edorp'],
    ['B69 pr\u200bod', 'B69 pr\\u200bod'],
    ['a\nb\tc\x7f\0', 'a\\x0ab\\x09c\\x7f\\x00'],
    ['\u2028\u2029\ufeff\u00ad\u2066\u061c', '\\u2028\\u2029\\ufeff\\xad\\u2066\\u061c'],
    ['a\u{e0041}', 'a\\u{e0041}'],
    ['\u3164\u115f\ufe0f', '\\u3164\\u115f\\ufe0f'],
    ['a\ud800b', 'a\\ud800b'],
    ['a\u200db', 'a\\u200db'],
    ['caf\u00e9 cafe\u0301 漢字 Ünïcode', 'caf\u00e9 cafe\u0301 漢字 Ünïcode'],
  ])('%j', (text, shown) => {
    expect(safe(text)).toBe(shown)
  })

  test('B71 wide-emoji-zwj stays legible', () => {
    for (const text of ['👩‍💻', '👨‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '1️⃣', '❤️', '👩🏽‍🚀 prod']) expect(safe(text)).toBe(text)
    expect(safe('👩\u200d\u202e💻')).toBe('👩\\u200d\\u202e💻')
  })

  test('ends long text in an ellipsis within the columns given', () => {
    expect(safe('x'.repeat(128))).toBe('x'.repeat(128))
    expect(safe('x'.repeat(129))).toBe(`${'x'.repeat(127)}…`)
    expect(safe('漢字漢字', 8)).toBe('漢字漢字')
    expect(safe('漢字漢字', 7)).toBe('漢字漢…')
    expect(safe('漢字漢字', 6)).toBe('漢字…')
    expect(safe('ab\x1bcd', 6)).toBe('ab…')
    expect(safe(`a${'\u0301'.repeat(100_000)}`).length).toBeLessThan(1_100)
  })

  test.each([...hostileNames])('%s leaves nothing that acts or hides', (_, name) => {
    expect(safe(name).replaceAll(/\p{Extended_Pictographic}\u200d(?=\p{Extended_Pictographic})/gu, '')).not.toMatch(
      /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u,
    )
    expect(countColumns(safe(name))).toBeLessThanOrEqual(128)
  })

  test('no text gets a control or bidi character through, or more columns than allowed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 40 }), (text, max) => {
        const shown = safe(text, max)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
        expect(countColumns(shown)).toBeLessThanOrEqual(max)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('countColumns', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['漢字', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['👩‍💻', 2],
    ['🇩🇪', 2],
    ['👍🏽', 2],
    ['❤️', 2],
    ['→ …', 3],
  ])('%s takes %d', (text, columns) => {
    expect(countColumns(text)).toBe(columns)
  })
})
