import { describe, expect, test } from 'vitest'
import type { Session } from './credentials.ts'
import { applyEnvChange } from './env-change.ts'
import { Secret } from './secret.ts'
import { clearSessionEnv, toEnvChange } from './session-env.ts'
import type { SessionEnvInput } from './session-env.ts'

const session: Session = {
  credentials: {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
    sessionToken: new Secret('IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMQ=='),
  },
  expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
  issuedAt: Date.UTC(2026, 0, 2, 2, 4, 5),
  mfaAt: null,
  accountId: '123456789012',
  arn: null,
}

const input: SessionEnvInput = {
  session,
  profile: 'prod admin',
  roleName: 'Admin',
  region: 'eu-central-1',
  environment: {},
  compatLabel: 'awsume',
}

const longTerm: SessionEnvInput = {
  ...input,
  session: {
    ...session,
    credentials: { ...session.credentials, sessionToken: null },
    expiresAt: null,
    accountId: null,
  },
  roleName: null,
  region: null,
  compatLabel: 'none',
}

function withCredentials(change: Partial<Session['credentials']>): SessionEnvInput {
  return { ...input, session: { ...session, credentials: { ...session.credentials, ...change } } }
}

describe('toEnvChange', () => {
  test('sets what the contract says, and no AWS_PROFILE', () => {
    const after = applyEnvChange(
      { HOME: '/home/me', AWS_PROFILE: 'other', AWS_SECURITY_TOKEN: 'old' },
      toEnvChange(input, {}),
    )
    expect(after).toEqual({
      HOME: '/home/me',
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMQ==',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCOUNT_ID: '123456789012',
      AWS_CREDENTIAL_EXPIRATION: '2026-01-02T03:04:05Z',
      AWS_SESSION_EXPIRATION: '2026-01-02T03:04:05Z',
      AWSX_PROFILE: 'prod admin',
      AWSX_ROLE: 'Admin',
      AWSX_ACCOUNT_ID: '123456789012',
      AWSX_REGION: 'eu-central-1',
      AWSX_EXPIRES_AT: '1767323045',
      AWSUME_PROFILE: 'prod admin',
    })
  })

  test('nothing of other credentials stays, whichever tool set them', () => {
    const before = {
      ...applyEnvChange({}, toEnvChange({ ...input, environment: { AWS_RETRY_MODE: 'standard' } }, {})),
      ...Object.fromEntries(
        [
          'AWS_PROFILE',
          'AWS_DEFAULT_PROFILE',
          'AWS_VAULT',
          'AWSUME_EXPIRATION',
          'AWS_SSO_ROLE_NAME',
          'GRANTED_SSO',
          'SAML2AWS_PROFILE',
        ]
          .concat([
            'AWS_SECURITY_TOKEN',
            'AWS_ROLE_ARN',
            'AWS_WEB_IDENTITY_TOKEN_FILE',
            'AWS_CONTAINER_CREDENTIALS_FULL_URI',
          ])
          .map((name) => [name, 'old']),
      ),
      AWS_CONFIG_FILE: '/home/me/config',
    }
    expect(applyEnvChange(before, toEnvChange(longTerm, before))).toEqual({
      AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      AWSX_PROFILE: 'prod admin',
      AWS_CONFIG_FILE: '/home/me/config',
    })
  })

  test("the profile's settings go in, and out again with the next profile; the user's own stay", () => {
    const environment = {
      AWS_ENDPOINT_URL_S3: 'http://localhost:9000',
      AWS_RETRY_MODE: 'adaptive',
      AWS_MAX_ATTEMPTS: '5',
    }
    const user = { AWS_CA_BUNDLE: '/home/me/ca.pem' }
    const first = applyEnvChange(user, toEnvChange({ ...input, environment }, user))
    expect(first).toMatchObject({
      ...environment,
      AWSX_SETTINGS: 'AWS_ENDPOINT_URL_S3 AWS_RETRY_MODE AWS_MAX_ATTEMPTS',
    })
    const second = applyEnvChange(first, toEnvChange({ ...input, environment: { AWS_RETRY_MODE: 'standard' } }, first))
    expect(second).toMatchObject({ AWS_RETRY_MODE: 'standard', AWSX_SETTINGS: 'AWS_RETRY_MODE', ...user })
    expect(second).not.toHaveProperty('AWS_ENDPOINT_URL_S3')
    expect(applyEnvChange(second, clearSessionEnv(second))).toEqual(user)
  })

  test('AWSX_SETTINGS takes out nothing but settings', () => {
    const before = {
      AWSX_SETTINGS: 'PATH HOME AWS_RETRY_MODE',
      PATH: '/bin',
      HOME: '/home/me',
      AWS_RETRY_MODE: 'legacy',
    }
    expect(applyEnvChange(before, clearSessionEnv(before))).toEqual({ PATH: '/bin', HOME: '/home/me' })
  })

  test("a region goes only where it is still awsx's own", () => {
    const before = { AWSX_REGION: 'eu-west-1', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-1' }
    expect(applyEnvChange(before, clearSessionEnv(before))).toEqual({ AWS_DEFAULT_REGION: 'us-east-1' })
    expect(applyEnvChange({ AWS_REGION: 'x' }, clearSessionEnv({ AWS_REGION: 'x' }))).toEqual({ AWS_REGION: 'x' })
  })

  test('no name is both unset and set, none comes twice', () => {
    const { unset, set } = toEnvChange(input, { AWSUME_PROFILE: 'x', AWSUME_X: 'y', AWS_SSO_Y: 'z' })
    expect(unset.filter((name) => set.has(name))).toEqual([])
    expect(new Set(unset).size).toBe(unset.length)
    expect(unset).toEqual(expect.arrayContaining(['AWSUME_X', 'AWS_SSO_Y', 'AWS_PROFILE']))
  })

  test.each<[string, SessionEnvInput]>([
    ['AWS_ACCESS_KEY_ID', withCredentials({ accessKeyId: 'AKIA$(id)' })],
    ['AWS_ACCESS_KEY_ID', withCredentials({ accessKeyId: '' })],
    ['AWS_SECRET_ACCESS_KEY', withCredentials({ secretAccessKey: new Secret('a b') })],
    ['AWS_SECRET_ACCESS_KEY', withCredentials({ secretAccessKey: new Secret('canary\n') })],
    ['AWS_SESSION_TOKEN', withCredentials({ sessionToken: new Secret('canary\0') })],
    ['AWS_ACCOUNT_ID', { ...input, session: { ...session, accountId: '12345678901' } }],
    ['AWS_ACCOUNT_ID', { ...input, session: { ...session, accountId: '１２３４５６７８９０１２' } }],
  ])(
    '%s of a bad form is refused without being shown (C76 account-11-digits, C77 account-unicode-digits)',
    (variable, bad) => {
      expect(() => toEnvChange(bad, {})).toThrow(
        expect.objectContaining({
          code: 'response_invalid',
          message: `profile 'prod admin' gives ${variable} a value that it cannot have`,
        }),
      )
    },
  )

  test.each<[string, SessionEnvInput]>([
    ['A38 region-path-traversal', { ...input, region: '../x' }],
    ['A39 region-newline', { ...input, region: 'eu-west-1\n' }],
    ['B47 newline-export', { ...input, profile: 'a\nexport X=1' }],
    ['B65 c1-9b', { ...input, profile: 'a\x9b2J' }],
    ['a role name that is none', { ...input, roleName: "x'y" }],
    ['an endpoint that is no URL', { ...input, environment: { AWS_ENDPOINT_URL: 'file:///etc/passwd' } }],
    ['a retry mode that is none', { ...input, environment: { AWS_RETRY_MODE: 'x' } }],
    ['a variable awsx does not set', { ...input, environment: { PATH: '/tmp' } }],
    ['a loader variable', { ...input, environment: { LD_PRELOAD: 'http://x' } }],
  ])('%s is refused', (_, bad) => {
    expect(() => toEnvChange(bad, {})).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })

  test('keys of other services than AWS pass', () => {
    const after = toEnvChange(
      withCredentials({ accessKeyId: 'minioadmin', secretAccessKey: new Secret('p$ss!w"rd') }),
      {},
    )
    expect(after.set.get('AWS_SECRET_ACCESS_KEY')).toBe('p$ss!w"rd')
  })
})
