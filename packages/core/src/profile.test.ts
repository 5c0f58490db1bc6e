import { describe, expect, test } from 'vitest'
import { resolveProfile } from './profile.ts'
import { findSetting } from './setting.ts'
import { contextOf } from './test-world.ts'

function resolve(config: string, name: string, credentials = '') {
  const profile = resolveProfile(contextOf(config, { credentials }).graph, name)
  return Object.fromEntries([...profile.settings].map(([key, { value }]) => [key, value]))
}

describe('resolveProfile', () => {
  test('a profile that does not exist is an error with the nearest names', () => {
    expect(() => resolve('[profile production]\n[profile staging]\n', 'producton')).toThrow(
      expect.objectContaining({
        code: 'profile_not_found',
        message: "there is no profile 'producton'",
        hint: 'did you mean production?',
      }),
    )
  })

  test('[default] is never a fallback and never inherited', () => {
    const config =
      '[default]\nregion = eu-west-1\nmfa_serial = GAHT12345678\nrole_arn = x\n[profile a]\noutput = json\n'
    expect(resolve(config, 'a')).toEqual({ output: 'json' })
    expect(() => resolve(config, 'b')).toThrow("there is no profile 'b'")
  })

  test('include_profile fills in what is missing or empty, through a chain, the nearest first', () => {
    const config = `
[profile a]
include_profile = b
region = eu-west-1
external_id =
[profile b]
include_profile = c
region = eu-west-2
external_id = from-b
role_session_name = from-b
[profile c]
role_session_name = from-c
mfa_serial = GAHT12345678
s3 =
  max_queue_size = 7
`
    const profile = resolveProfile(contextOf(config).graph, 'a')
    const value = (key: string) => findSetting(profile, key)?.value
    expect(['region', 'external_id', 'role_session_name', 'mfa_serial'].map(value)).toEqual([
      'eu-west-1',
      'from-b',
      'from-b',
      'GAHT12345678',
    ])
    expect(profile.settings.get('s3')?.nested?.get('max_queue_size')?.value).toBe('7')
    expect(profile.settings.get('mfa_serial')?.origin.line).toBe(13)
    expect(profile.name).toBe('a')
  })

  test('include_profile brings no keys in clear', () => {
    const config = '[profile a]\ninclude_profile = b\n[profile b]\noutput = json\n'
    const keys =
      '[b]\naws_access_key_id = K\naws_secret_access_key = k\naws_session_token = t\naws_security_token = t\n'
    expect(resolve(config, 'a', keys)).toEqual({ include_profile: 'b', output: 'json' })
  })

  test('a circle of include_profile is named in full, with file and line', () => {
    const config =
      '[profile a]\ninclude_profile = b\n[profile b]\ninclude_profile = c\n[profile c]\ninclude_profile = b\n'
    expect(() => resolve(config, 'a')).toThrow(
      expect.objectContaining({
        code: 'source_cycle',
        message: 'include_profile goes in a circle: a -> b -> c -> b (/aws/config:6)',
      }),
    )
  })

  test('a missing included profile says who names it', () => {
    expect(() => resolve('[profile a]\ninclude_profile = bb\n[profile bbb]\n', 'a')).toThrow(
      expect.objectContaining({
        code: 'profile_not_found',
        message: "there is no profile 'bb' (named in /aws/config:2)",
        hint: 'did you mean bbb?',
      }),
    )
  })

  test('A1 sec-proto: __proto__ can be asked for, and is not there unless a file has it', () => {
    expect(resolve('[profile __proto__]\nregion = eu-west-1\n', '__proto__')).toEqual({ region: 'eu-west-1' })
    expect(() => resolve('[profile a]\n', '__proto__')).toThrow("there is no profile '__proto__'")
    expect(() => resolve('[profile a]\n', 'constructor')).toThrow('there is no profile')
  })
})
