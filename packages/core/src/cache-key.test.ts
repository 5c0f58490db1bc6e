import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cacheKey } from './cache-key.ts'
import { planSession } from './plan-session.ts'
import type { AssumeRoleStep, GetSessionTokenStep, Step, StsEndpoint } from './plan.ts'
import { Secret } from './secret.ts'
import { contextOf, franklinMfa, storedKey } from './test-world.ts'

const endpoint: StsEndpoint = {
  region: 'eu-west-1',
  url: null,
  legacy: false,
  useFips: false,
  useDualstack: false,
  caBundle: null,
  retryMode: null,
  maxAttempts: null,
}

const keys: Step = { api: 'StoredKeys', profile: 'identity', accessKeyId: 'AKIA1', facts: [] }

const session: GetSessionTokenStep = {
  api: 'GetSessionToken',
  profile: 'identity',
  input: { endpoint, durationSeconds: 43_200, serialNumber: franklinMfa },
  mfa: { serialNumber: franklinMfa, profile: 'identity', process: null },
  facts: [],
}

const role: AssumeRoleStep = {
  api: 'AssumeRole',
  profile: 'web',
  input: {
    endpoint,
    roleArn: 'arn:aws:iam::123456789012:role/Web',
    roleSessionName: 'franklin',
    durationSeconds: 3600,
    externalId: 'id',
    serialNumber: null,
    sourceIdentity: 'me',
    tags: [{ key: 'team', value: 'web' }],
    transitiveTagKeys: ['team'],
    policy: '{}',
    policyArns: ['arn:aws:iam::aws:policy/A'],
  },
  mfa: null,
  mfaMaxAgeSeconds: null,
  facts: [],
}

const {
  externalId: _e,
  serialNumber: _s,
  sourceIdentity: _i,
  tags: _t,
  transitiveTagKeys: _k,
  ...webInput
} = role.input
const webIdentity: Step = {
  api: 'AssumeRoleWithWebIdentity',
  profile: 'ci',
  input: webInput,
  token: { kind: 'file', path: '/token' },
  facts: [],
}

const process: Step = {
  api: 'CredentialProcess',
  profile: 'tool',
  program: { argv: ['tool', 'a b'], origin: { file: '/aws/config', line: 1 } },
  facts: [],
}

/** The same step with another value in one field of its request. */
function changed(step: Step, field: string, value: unknown): Step {
  return 'input' in step ? ({ ...step, input: { ...step.input, [field]: value } } as Step) : step
}

function changedEndpoint(step: Step, change: Partial<StsEndpoint>): Step {
  return changed(step, 'endpoint', { ...endpoint, ...change })
}

const other = (value: unknown): unknown[] => {
  if (typeof value === 'number') return [value + 1]
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'string') return [`${value}x`, null]
  if (Array.isArray(value)) return [[], [...value, ...value]]
  return ['something']
}

describe('cacheKey covers every input', () => {
  const calls: readonly (readonly [string, readonly Step[]])[] = [
    ['GetSessionToken', [keys, session]],
    ['AssumeRole', [keys, session, role]],
    ['AssumeRoleWithWebIdentity', [webIdentity]],
  ]
  const cases = calls.flatMap(([api, steps]) =>
    steps.flatMap((step, index) =>
      'input' in step
        ? Object.entries(step.input)
            .filter(([field]) => field !== 'endpoint')
            .flatMap(([field, value]) =>
              other(value).map((next) => [api, step.api, field, next, steps, index] as const),
            )
        : [],
    ),
  )

  test.each(cases)('%s: %s %s = %j is another session', (_api, _step, field, next, steps, index) => {
    const edited = steps.map((step, at) => (at === index ? changed(step, field, next) : step))
    expect(cacheKey(edited, steps.length - 1)).not.toBe(cacheKey(steps, steps.length - 1))
  })

  test.each(calls)('%s: the endpoint', (_api, steps) => {
    const last = steps.length - 1
    const key = (change: Partial<StsEndpoint>) =>
      cacheKey(
        steps.map((step, at) => (at === last ? changedEndpoint(step, change) : step)),
        last,
      )
    const changes: Partial<StsEndpoint>[] = [
      {},
      { url: 'https://vpce.example' },
      { legacy: true },
      { legacy: true, region: 'ap-east-1' },
      { useFips: true },
      { useDualstack: true },
      { region: 'cn-north-1' },
    ]
    expect(new Set(changes.map(key)).size).toBe(changes.length)
  })

  test('the region within a partition, the CA and the retries change no answer', () => {
    const key = (change: Partial<StsEndpoint>) => cacheKey([keys, changedEndpoint(session, change)], 1)
    const changes: Partial<StsEndpoint>[] = [
      { region: 'ap-east-1' },
      { caBundle: '/x' },
      { retryMode: 'legacy' },
      { maxAttempts: 9 },
    ]
    expect(new Set(changes.map(key))).toEqual(new Set([key({})]))
  })

  test('what comes before: the access key id, the way, the order', () => {
    const found = [
      cacheKey([keys, session, role], 2),
      cacheKey([{ ...keys, accessKeyId: 'AKIA2' }, session, role], 2),
      cacheKey([keys, role], 1),
      cacheKey([keys, session, role, role], 3),
      cacheKey([process, role], 1),
      cacheKey([keys, session], 1),
      cacheKey([keys, changed(role, 'serialNumber', franklinMfa)], 1),
    ]
    expect(new Set(found).size).toBe(found.length)
  })

  test('credential_process: the argv, word by word', () => {
    const key = (...argv: string[]) => cacheKey([{ ...process, program: { argv, origin: { file: '', line: 0 } } }], 0)
    expect(new Set([key('tool', 'a b'), key('tool', 'a', 'b'), key('tool'), key('tool a b')]).size).toBe(4)
  })

  test('web identity: the token', () => {
    const program = { argv: ['/token'], origin: { file: '', line: 0 } }
    const key = (token: unknown) => cacheKey([{ ...webIdentity, token } as Step], 0)
    const tokens = [
      { kind: 'file', path: '/token' },
      { kind: 'file', path: '/other' },
      { kind: 'process', program },
    ]
    expect(new Set(tokens.map(key)).size).toBe(3)
  })

  test('two texts never give one key by being joined', () => {
    const text = fc.string({ unit: 'binary' })
    const fields = fc.tuple(text, text, text, fc.array(fc.record({ key: text, value: text })))
    const key = ([roleArn, externalId, policy, tags]: readonly [
      string,
      string,
      string,
      { key: string; value: string }[],
    ]) => cacheKey([keys, { ...role, input: { ...role.input, roleArn, externalId, policy, tags } }], 1)
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        expect(key(a) === key(b)).toBe(JSON.stringify(a) === JSON.stringify(b))
      }),
    )
  })

  test('static and stored keys with one access key id share their sessions', () => {
    const inFile: Step = {
      api: 'StaticKeys',
      profile: 'x',
      accessKeyId: 'AKIA1',
      secretAccessKey: new Secret('hunter2'),
      sessionToken: null,
      facts: [],
    }
    expect(cacheKey([inFile, session], 1)).toBe(cacheKey([keys, session], 1))
    expect(cacheKey([inFile, session], 1)).not.toContain('hunter2')
  })
})

describe('cacheKey is null', () => {
  test('where nothing is called', () => {
    expect(cacheKey([keys], 0)).toBeNull()
    expect(cacheKey([keys, session], -1)).toBeNull()
    expect(cacheKey([keys, session], 2)).toBeNull()
  })

  test('while the vault is locked', () => {
    expect(cacheKey([{ ...keys, accessKeyId: null }, session, role], 2)).toBeNull()
  })

  test('on top of a source that comes later', () => {
    const sso: Step = { api: 'GetRoleCredentials', profile: 'sso', why: 'x', facts: [] }
    expect(cacheKey([sso], 0)).toBeNull()
    expect(cacheKey([sso, role], 1)).toBeNull()
  })
})

test('role profiles of different regions share the MFA session, whatever region is asked for', () => {
  const config = ['eu-west-1', 'ap-east-1', 'us-east-1']
    .map(
      (region, at) =>
        `[profile r${at}]\nregion = ${region}\nrole_arn = arn:aws:iam::123456789012:role/R${at}\nsource_profile = identity\n`,
    )
    .join('')
  const found = ['r0', 'r1', 'r2'].flatMap((name) =>
    [{}, { region: 'sa-east-1' }].map((flags) => {
      const context = contextOf(config, { keys: [storedKey({ mfaSerial: franklinMfa })], flags })
      const { steps } = planSession(context, name)
      expect(steps.map(({ api }) => api)).toEqual(['StoredKeys', 'GetSessionToken', 'AssumeRole'])
      return cacheKey(steps, 1)
    }),
  )
  expect(new Set(found).size).toBe(1)
})
