import { describe, expect, test } from 'vitest'
import type { ProfileSection } from './profile-graph.ts'
import { resolveProfile } from './profile.ts'
import { findSetting, settingInteger, settingWord } from './setting.ts'
import { contextOf } from './test-world.ts'

function profileOf(lines: string): ProfileSection {
  return resolveProfile(contextOf(`[profile p]\n${lines}\n`).graph, 'p')
}

test('findSetting takes the first name that has a value', () => {
  const profile = profileOf('a =\nb = two\nc = three\nn =\n  x = 1')
  expect(findSetting(profile, 'a', 'b', 'c')?.value).toBe('two')
  expect(findSetting(profile, 'n', 'a', 'x')).toBeNull()
})

describe('settingInteger', () => {
  test.each([
    ['A40 duration-negative', '-900'],
    ['A40 duration-NaN', 'NaN'],
    ['A40 duration-1e9', '1e9'],
    ['a fraction', '900.5'],
    ['hexadecimal', '0x384'],
    ['fullwidth digits', '９００'],
    ['too little', '899'],
    ['too much', '43201'],
    ['far too much', '99999999999999999999'],
  ])('%s is refused with file and line', (_case, text) => {
    expect(() => settingInteger(profileOf(`duration_seconds = ${text}`), 'duration_seconds', 900, 43_200)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('the bounds are in it; missing and empty are null', () => {
    const read = (lines: string) => settingInteger(profileOf(lines), 'n', 900, 43_200)
    expect([read('n = 900'), read('n = 43200'), read(''), read('n =')]).toEqual([900, 43_200, null, null])
  })
})

test('settingWord is read without case and refuses every other word', () => {
  expect(settingWord(profileOf('w = Legacy'), 'w', ['legacy', 'regional'])).toBe('legacy')
  expect(settingWord(profileOf(''), 'w', ['legacy'])).toBeNull()
  expect(() => settingWord(profileOf('w = legal'), 'w', ['legacy', 'regional'])).toThrow(
    "w of profile 'p' is not legacy or regional: 'legal' (/aws/config:2)",
  )
})
