import { describe, expect, test } from 'vitest'
import type { Session } from './credentials.ts'
import { hostileNames } from './hostile-names.ts'
import { parseIni } from './ini.ts'
import { Secret } from './secret.ts'
import { formatIniProfile, toEnvJson } from './session-text.ts'

const session: Session = {
  credentials: {
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: new Secret('se/cr+et='),
    sessionToken: new Secret('to#k;en'),
  },
  expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  issuedAt: 0,
  mfaAt: null,
  accountId: '123456789012',
  arn: null,
}
const longTerm: Session = {
  ...session,
  credentials: { ...session.credentials, sessionToken: null },
  expiresAt: null,
  accountId: null,
}

describe('toEnvJson', () => {
  test('has the members of the contract, without those that are not known', () => {
    expect(toEnvJson(session, 'a b', 'eu-west-1')).toEqual({
      Version: 1,
      AccessKeyId: 'ASIAEXAMPLE',
      SecretAccessKey: 'se/cr+et=',
      SessionToken: 'to#k;en',
      Expiration: '2026-01-02T03:04:05Z',
      AccountId: '123456789012',
      Region: 'eu-west-1',
      Profile: 'a b',
    })
    expect(Object.keys(toEnvJson(longTerm, 'a', null))).toEqual([
      'Version',
      'AccessKeyId',
      'SecretAccessKey',
      'Profile',
    ])
  })
})

describe('formatIniProfile', () => {
  test('writes a section of a credentials file', () => {
    expect(formatIniProfile(session, 'a b', 'eu-west-1')).toBe(
      '[a b]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = se/cr+et=\naws_session_token = to#k;en\nregion = eu-west-1\n',
    )
    expect(formatIniProfile(longTerm, 'a', null)).toBe(
      '[a]\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = se/cr+et=\n',
    )
  })

  const names = [...hostileNames]
  const fitting = names.filter(([, name]) => !/\p{Cc}|^\s|\]/u.test(name))

  test.each(fitting)('%s reads back as given', (_, name) => {
    expect(parseIni(formatIniProfile(session, name, null), 'f').sections.map(({ header }) => header)).toEqual([name])
  })

  test.each(names.filter((entry) => !fitting.includes(entry)))('%s is refused', (_, name) => {
    expect(() => formatIniProfile(session, name, null)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test.each(['', 'profile x', 'a]', 'a\n[b'])('the profile name %j is refused', (name) => {
    expect(() => formatIniProfile(session, name, null)).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})
