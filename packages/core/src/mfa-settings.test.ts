import { describe, expect, test } from 'vitest'
import { resolveMfa, type ResolvedMfa } from './mfa-settings.ts'
import type { StoredKey } from './ports.ts'
import { resolveProfile } from './profile.ts'
import { contextOf, franklinMfa, storedKey } from './test-world.ts'

function resolve(role: string, source: string, key: StoredKey | null = storedKey()): ResolvedMfa | null {
  const { graph } = contextOf(`[profile role]\n${role}\n[profile identity]\n${source}\n`)
  return resolveMfa([resolveProfile(graph, 'role'), resolveProfile(graph, 'identity')], key)
}

describe('resolveMfa', () => {
  test("mfa_serial of the role's profile, else of its source, else of the vault", () => {
    const key = storedKey({ mfaSerial: 'VAULT1234567' })
    const serial = (role: string, source: string) => resolve(role, source, key)?.source.serialNumber
    expect(serial('mfa_serial = ROLE12345678', 'mfa_serial = SOURCE123456')).toBe('ROLE12345678')
    expect(serial('', 'mfa_serial = SOURCE123456')).toBe('SOURCE123456')
    expect(serial('', '')).toBe('VAULT1234567')
    expect(resolve('', '')).toBeNull()
  })

  test('the person is told the profile of the keys', () => {
    expect(resolve('mfa_serial = ROLE12345678', '')?.source).toEqual({
      serialNumber: 'ROLE12345678',
      profile: 'identity',
      process: null,
    })
  })

  test('mfa_process of the first profile that has one, as argv', () => {
    expect(resolve('', `mfa_serial = ${franklinMfa}\nmfa_process = ykman oath "a b"`)).toMatchObject({
      source: { process: { argv: ['ykman', 'oath', 'a b'], origin: { line: 5 } } },
      facts: [
        { name: 'mfa_serial', source: { line: 4 } },
        { name: 'mfa_process', source: { line: 5 } },
      ],
    })
    expect(
      resolve('mfa_process = mine', `mfa_serial = ${franklinMfa}\nmfa_process = theirs`)?.source.process?.argv,
    ).toEqual(['mine'])
  })

  test.each([
    'GAHT12345678',
    'a+b=c,d.e@f-g/h:i',
    franklinMfa,
    'arn:aws:iam::234567890123:mfa/root-account-mfa-device',
  ])('%s is a serial', (serial) => {
    expect(resolve(`mfa_serial = ${serial}`, '')?.source.serialNumber).toBe(serial)
  })

  test.each([
    ['C86 mfa-serial-other-account', 'arn:aws:iam::999999999999:mfa/franklin'],
    ['a security key, which STS does not take', 'arn:aws:iam::234567890123:u2f/user/franklin/x'],
    ['a user', 'arn:aws:iam::234567890123:user/franklin'],
    ['C74 arn-5-fields', 'arn:aws:iam:234567890123:mfa/franklin'],
    ['too short', 'GAHT1234'],
    ['C83 injection', 'GAHT12345678&Action=x'],
  ])('%s is refused with file and line', (_case, serial) => {
    expect(() => resolve(`mfa_serial = ${serial}`, '')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })
})
