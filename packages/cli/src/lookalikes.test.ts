import { describe, expect, test } from 'vitest'
import { findLookalikes, spellOut } from './lookalikes.ts'

describe('findLookalikes', () => {
  test('B70 nfc-nfd-twins', () => {
    const names = ['prod', 'caf\u00e9', 'dev', 'cafe\u0301', 'th\u00e9']
    expect(findLookalikes(names)).toEqual([['caf\u00e9', 'cafe\u0301']])
    expect(findLookalikes(names.slice(0, 3))).toEqual([])
  })

  test('spells the difference out', () => {
    expect([spellOut('caf\u00e9'), spellOut('cafe\u0301')]).toEqual(['caf\\u{e9}', 'cafe\\u{301}'])
  })
})
