import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import { callSandbox, summarize } from './test-client.ts'
import { createWebIdentityTrustPolicy } from './trust-policy.ts'
import { createWorld } from './world.ts'

const start = Date.UTC(2026, 0, 1)
const issuer = 'ci.example.com/pool'
const accountId = '111111111111'
const world = createWorld()
world.addAccount({ accountId })
const token = (text: string, subject: string, lifeMs = 600_000) => ({
  token: text,
  subject,
  audience: 'sts.amazonaws.com',
  expiresAt: start + lifeMs,
})
const provider = world.addWebIdentityProvider({
  accountId,
  issuer,
  tokens: [token('good-token', 'job:1'), token('other-token', 'job:2'), token('old-token', 'job:1', 0)],
})
const trust = createWebIdentityTrustPolicy(provider.arn, issuer, 'job:1', 'sts.amazonaws.com')
const role = world.addRole({ accountId, roleName: 'Ci', trust, maxSessionDuration: 7200 })
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ world, now: () => start })
})
afterAll(() => sandbox.close())

const assume = (WebIdentityToken: string, parameters: Record<string, string> = {}) =>
  callSandbox(sandbox, null, 'AssumeRoleWithWebIdentity', {
    RoleArn: role.arn,
    RoleSessionName: 'ci',
    WebIdentityToken,
    ...parameters,
  })

test('a good token gives a session without any signature, and is not in the call record', async () => {
  const answer = await assume('good-token', { DurationSeconds: '7200' })
  expect(answer.field('SubjectFromWebIdentityToken')).toBe('job:1')
  expect(answer.field('Expiration')).toBe('2026-01-01T02:00:00Z')
  expect(sandbox.calls.at(-1)?.parameters['WebIdentityToken']).toBe('[secret]')
  const identity = await callSandbox(sandbox, answer.keys(), 'GetCallerIdentity')
  expect(identity.field('Arn')).toBe('arn:aws:sts::111111111111:assumed-role/Ci/ci')
})

test.each([
  [
    'of another subject',
    'other-token',
    {},
    '403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  ],
  ['that is past', 'old-token', {}, '400 ExpiredTokenException: Token expired'],
  ['nobody gave out', 'made-up', {}, '400 InvalidIdentityToken: The ID Token provided is not a valid JWT'],
  ['H230 token-file-empty', '', {}, "400 ValidationError: 1 validation error detected: Value '' at 'webIdentityToken'"],
  ['H231 jwt-64kb', 'x'.repeat(65_536), {}, '400 ValidationError'],
  [
    'for too long',
    'good-token',
    { DurationSeconds: '7201' },
    '400 ValidationError: The requested DurationSeconds exceeds',
  ],
  ['for a role that is not there', 'good-token', { RoleArn: 'arn:aws:iam::111111111111:role/No' }, '403 AccessDenied'],
])('a token %s', async (_what, text, parameters, expected) => {
  const answer = summarize(await assume(text, parameters))
  expect(answer).toContain(expected)
})

test('such a role cannot be assumed with keys', async () => {
  world.addUser({ accountId, userName: 'ann' })
  const ann = world.addAccessKey({ accountId, userName: 'ann' })
  const answer = await callSandbox(sandbox, ann, 'AssumeRole', { RoleArn: role.arn, RoleSessionName: 'ann' })
  expect(summarize(answer)).toMatch(/^403 AccessDenied/)
})
