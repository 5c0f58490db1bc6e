import { describe, expect, test } from 'vitest'
import { applyEnvChange } from './env-change.ts'
import { endpointVariables, toEndpointEnvChange } from './endpoint-env.ts'
import { Secret } from './secret.ts'
import type { SessionEnvInput } from './session-env.ts'

const input: SessionEnvInput = {
  session: {
    credentials: {
      accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
      secretAccessKey: new Secret('wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'),
      sessionToken: new Secret('token'),
    },
    expiresAt: Date.UTC(2026, 0, 2, 3, 4, 5),
    issuedAt: Date.UTC(2026, 0, 2, 2, 4, 5),
    mfaAt: null,
    accountId: '123456789012',
    arn: null,
  },
  profile: 'prod admin',
  roleName: 'Admin',
  region: 'eu-central-1',
  environment: { AWS_RETRY_MODE: 'standard' },
  compatLabel: 'awsume',
}
const place = { url: 'http://127.0.0.1:9911/path', token: { kind: 'file', path: '/run/token' } } as const
const files = { config: '/run/config', credentials: '/run/credentials' }

describe('toEndpointEnvChange', () => {
  test('has the endpoint and what the profile says, and no trace of keys', () => {
    const before = {
      HOME: '/home/me',
      AWS_ACCESS_KEY_ID: 'AKIAOLD',
      AWS_SECRET_ACCESS_KEY: 'old',
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/old',
      AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
      AWS_CREDENTIAL_FILE: '/old',
      AWS_PROFILE: 'old',
      AWSX_EXPIRES_AT: '1',
      AWS_CONFIG_FILE: '/old',
    }
    expect(applyEnvChange(before, toEndpointEnvChange(input, place, files, before))).toEqual({
      HOME: '/home/me',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9911/path',
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: '/run/token',
      AWS_CONFIG_FILE: '/run/config',
      AWS_SHARED_CREDENTIALS_FILE: '/run/credentials',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_RETRY_MODE: 'standard',
      AWSX_PROFILE: 'prod admin',
      AWSX_ROLE: 'Admin',
      AWSX_ACCOUNT_ID: '123456789012',
      AWSX_REGION: 'eu-central-1',
      AWSX_SETTINGS: 'AWS_RETRY_MODE',
      AWSUME_PROFILE: 'prod admin',
    })
  })

  test('refuses a value that would be more than a value', () => {
    expect(() => toEndpointEnvChange({ ...input, profile: 'a\nb' }, place, files, {})).toThrow('AWSX_PROFILE')
  })
})

test('the token stands in one variable only', () => {
  const text = endpointVariables({ ...place, token: { kind: 'text', text: 'abc' } })
  expect([...text.keys()]).toEqual(['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'])
})
