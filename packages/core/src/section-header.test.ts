import { describe, expect, test } from 'vitest'
import { hostileNames } from './hostile-names.ts'
import { parseSectionHeader } from './section-header.ts'

describe('parseSectionHeader', () => {
  test.each([
    ['default', 'profile', 'default', false],
    ['profile default', 'profile', 'default', true],
    ['profile x', 'profile', 'x', true],
    ['profile\t\tx', 'profile', 'x', true],
    ['profile "quoted name"', 'profile', 'quoted name', true],
    ["profile 'x'", 'profile', 'x', true],
    ['profile my prod', 'profile', 'my prod', true],
    ['profile a\\ b', 'profile', 'a b', true],
    ['profile __proto__', 'profile', '__proto__', true],
    ['profile constructor', 'profile', 'constructor', true],
    ['sso-session corp', 'sso-session', 'corp', true],
    ['sso-session "corp x"', 'sso-session', 'corp x', true],
    ['services local', 'services', 'local', true],
  ])('config [%s] is the %s %s', (header, type, name, prefixed) => {
    expect(parseSectionHeader(header, 'config')).toEqual({ type, name, prefixed })
  })

  test.each([
    ['default', 'default'],
    ['my prod', 'my prod'],
    ['"quoted"', '"quoted"'],
    ['profile', 'profile'],
    ['__proto__', '__proto__'],
  ])('credentials [%s] is the profile %s', (header, name) => {
    expect(parseSectionHeader(header, 'credentials')).toEqual({ type: 'profile', name, prefixed: false })
  })

  test.each([
    ['credentials', 'profile x', '[profile x] belongs into the config file; here a profile is [x]'],
    ['credentials', '', 'the section has no name'],
    ['config', 'x', '[x] is no section of the config file; a profile is [profile x]'],
    ['config', 'Profile x', '[Profile x] is no section of the config file; a profile is [profile Profile x]'],
    ['config', 'profile ""', 'the section has no name'],
    ['config', 'profile "a" b', 'the quotes of [profile "a" b] do not fit together'],
    ['config', "profile o'brien", "the quotes of [profile o'brien] do not fit together"],
    ['config', 'profile a\x1b[2Jb', 'the name of the section holds a control character'],
    ['config', 'plugins', null],
  ] as const)('%s [%s] is skipped', (kind, header, reason) => {
    expect(parseSectionHeader(header, kind)).toEqual({ type: 'skipped', reason })
  })

  test.each([...hostileNames])('%s is one plain name, or none', (_, name) => {
    const section = parseSectionHeader(name, 'credentials')
    expect(section).toEqual(
      /\p{Cc}/u.test(name)
        ? { type: 'skipped', reason: 'the name of the section holds a control character' }
        : { type: 'profile', name, prefixed: false },
    )
  })

  test('B58 empty', () => {
    expect(parseSectionHeader('', 'config').type).toBe('skipped')
    expect(parseSectionHeader('profile', 'config').type).toBe('skipped')
  })
})
