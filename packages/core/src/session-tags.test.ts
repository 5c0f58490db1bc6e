import { describe, expect, test } from 'vitest'
import { resolveProfile } from './profile.ts'
import { parseSessionTags, parseTransitiveTagKeys } from './session-tags.ts'
import { contextOf } from './test-world.ts'

function profileOf(lines: string) {
  return resolveProfile(contextOf(`[profile p]\n${lines}\n`).graph, 'p')
}

describe('session_tags', () => {
  test('pairs in the order of the file; values may hold = and be empty', () => {
    expect(parseSessionTags(profileOf('session_tags = team=web, stage = prod=eu ,empty='))).toEqual([
      { key: 'team', value: 'web' },
      { key: 'stage', value: 'prod=eu' },
      { key: 'empty', value: '' },
    ])
    expect(parseSessionTags(profileOf(''))).toEqual([])
  })

  test.each([
    ['no equals sign', 'team'],
    ['an empty part', 'team=web,'],
    ['an empty key', '=web'],
    ['C85 tag-key-dup', 'team=web,team=ops'],
    ['C85 tag-key-dup without case', 'Team=web,team=ops'],
    ['a key of 129', `${'k'.repeat(129)}=v`],
    ['a value of 257', `k=${'v'.repeat(257)}`],
    ['51 tags', Array.from({ length: 51 }, (_, at) => `k${at}=v`).join(',')],
    ['C83 injection', 'team=web&Action=DeleteUser'],
    ['an escape', 'team=\x1b[2J'],
  ])('%s is refused with file and line', (_case, text) => {
    expect(() => parseSessionTags(profileOf(`session_tags = ${text}`))).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('50 tags of full length are taken', () => {
    const text = Array.from({ length: 50 }, (_, at) => `${String(at).padEnd(128, 'k')}=${'v'.repeat(256)}`).join(',')
    expect(parseSessionTags(profileOf(`session_tags = ${text}`))).toHaveLength(50)
  })
})

test('transitive_session_tags names session tags only', () => {
  const profile = profileOf('session_tags = team=web,stage=prod\ntransitive_session_tags = stage, team')
  expect(parseTransitiveTagKeys(profile, parseSessionTags(profile))).toEqual(['stage', 'team'])
  expect(parseTransitiveTagKeys(profileOf(''), [])).toEqual([])
  expect(() => parseTransitiveTagKeys(profile, [{ key: 'team', value: '' }])).toThrow("names 'stage', which is not in")
})
