import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addRoleChain } from './role-chain.ts'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import type { TestAnswer, TestKeys } from './test-client.ts'
import { callSandbox, summarize } from './test-client.ts'
import { createAllowPolicy, createTrustPolicy } from './trust-policy.ts'
import { createWorld } from './world.ts'

const [dev, ops] = ['111111111111', '222222222222']
const world = createWorld()
world.addAccount({ accountId: dev })
world.addAccount({ accountId: ops })
world.addUser({ accountId: dev, userName: 'ann', policies: [createAllowPolicy(['sts:*'])], tags: { team: 'web' } })
world.addUser({ accountId: dev, userName: 'bob' })
const ann = world.addAccessKey({ accountId: dev, userName: 'ann' })
const bob = world.addAccessKey({ accountId: dev, userName: 'bob' })
const device = world.addMfaDevice({ accountId: dev, userName: 'ann' })
const open = world.addRole({
  accountId: ops,
  roleName: 'Open',
  path: '/team/a/',
  trust: createTrustPolicy({ principals: [dev] }),
  maxSessionDuration: 43_200,
})
const start = Date.UTC(2026, 5, 1)
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ world, now: () => start })
})
beforeEach(() => sandbox.clock.jump(7_200_000))
afterAll(() => sandbox.close())

const assume = (keys: TestKeys, RoleArn: string, parameters: Record<string, string> = {}): Promise<TestAnswer> =>
  callSandbox(sandbox, keys, 'AssumeRole', { RoleArn, RoleSessionName: 'ann', ...parameters })
const attempt = (keys: TestKeys, RoleArn: string, parameters: Record<string, string> = {}): Promise<string> =>
  assume(keys, RoleArn, parameters).then(summarize)
const denied = (arn: string, resource: string, action = 'AssumeRole'): string =>
  `403 AccessDenied: User: ${arn} is not authorized to perform: sts:${action} on resource: ${resource}`
const mfa = (): Record<string, string> => ({
  SerialNumber: device.serialNumber,
  TokenCode: sandbox.phone(device.serialNumber).takeCode(),
})
const annArn = `arn:aws:iam::${dev}:user/ann`

test('the answer names the role session, without the path of the role', async () => {
  const answer = await assume(ann, open.arn)
  const arn = `arn:aws:sts::${ops}:assumed-role/Open/ann`
  expect([answer.field('Arn'), answer.field('AssumedRoleId')]).toEqual([arn, `${open.roleId}:ann`])
  expect(Date.parse(answer.field('Expiration'))).toBe(sandbox.clock.now() + 3_600_000)
  expect(answer.text).not.toContain('PackedPolicySize')
  const identity = await callSandbox(sandbox, answer.keys(), 'GetCallerIdentity')
  expect([identity.field('Arn'), identity.field('UserId')]).toEqual([arn, `${open.roleId}:ann`])
})

describe('form', () => {
  test.each([
    [
      'C80 session-name-space',
      { RoleSessionName: 'a b' },
      /'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: \[\\w\+=,\.@-\]\*$/,
    ],
    ['C81 session-name-65', { RoleSessionName: 'x'.repeat(65) }, /Member must have length less than or equal to 64$/],
    ['C81 session-name-64 (ok)', { RoleSessionName: 'x'.repeat(64) }, /^ok$/],
    ['session-name-1', { RoleSessionName: 'x' }, /Member must have length greater than or equal to 2$/],
    ['C82 session-name-escape', { RoleSessionName: '\u{1b}[2J' }, /regular expression pattern/],
    ['C74 arn-5-fields', { RoleArn: 'arn:aws:iam::222222222222' }, /Request ARN is invalid$/],
    ['C75 arn-newline', { RoleArn: `${open.arn}\n` }, /Request ARN is invalid$/],
    ['C76 account-11-digits', { RoleArn: 'arn:aws:iam::22222222222:role/Open' }, /Request ARN is invalid$/],
    [
      'C77 account-unicode-digits',
      { RoleArn: 'arn:aws:iam::２２２２２２２２２２２２:role/Open' },
      /Request ARN is invalid$/,
    ],
    ['C78 partition-unknown', { RoleArn: 'arn:evil:iam::222222222222:role/Open' }, /Request ARN is invalid$/],
    ['A41 role_arn-other-partition', { RoleArn: 'arn:aws-cn:iam::222222222222:role/Open' }, /^403 AccessDenied/],
    ['C84 policy-60kb', { Policy: 'x'.repeat(60_000) }, /'policy' .* less than or equal to 2048$/],
    [
      'C85 tag-key-dup',
      { 'Tags.member.1.Key': 'A', 'Tags.member.1.Value': '', 'Tags.member.2.Key': 'a', 'Tags.member.2.Value': '' },
      /Duplicate tag keys found/,
    ],
    ['external-id-1', { ExternalId: 'x' }, /'externalId' .* greater than or equal to 2$/],
    ['tag-gap', { 'Tags.member.2.Key': 'A' }, /^400 MalformedInput/],
    ['transitive-without-tag', { 'TransitiveTagKeys.member.1': 'A' }, /^400 InvalidParameterValue/],
    ['bad-policy', { Policy: '{}' }, /^400 MalformedPolicyDocument/],
    [
      'unknown-managed-policy',
      { 'PolicyArns.member.1.arn': 'arn:aws-cn:iam::aws:policy/ReadOnlyAccess' },
      /^400 ValidationError/,
    ],
  ])('%s', async (_case, parameters, expected) => {
    expect(await attempt(ann, open.arn, parameters)).toMatch(expected)
  })

  test('51 tags, and two problems at once', async () => {
    const tags = Object.fromEntries(
      Array.from({ length: 51 }, (_, index) => [`Tags.member.${index + 1}.Key`, `k${index}`]),
    )
    expect(await attempt(ann, open.arn, tags)).toMatch(/'tags' .* less than or equal to 50$/)
    expect(await attempt(ann, open.arn, { RoleSessionName: 'a b', DurationSeconds: '1' })).toMatch(
      /^400 ValidationError: 2 validation errors detected: .*; Value '1' at 'durationSeconds'/,
    )
  })

  test('C83 externalid-injection: a second Action is refused, an escaped one is a value', async () => {
    expect(await attempt(ann, open.arn, { ExternalId: 'x&Action=GetCallerIdentity' })).toMatch(/'externalId'/)
    const sentBody = 'Action=AssumeRole&Version=2011-06-15&ExternalId=x&Action=GetCallerIdentity'
    const answer = await callSandbox(sandbox, ann, 'AssumeRole', {}, { sentBody })
    expect(summarize(answer)).toBe('404 MalformedQueryString: Duplicate parameter Action')
  })
})

describe('who may', () => {
  test('across accounts both sides must allow', async () => {
    expect(await attempt(bob, open.arn)).toBe(denied(`arn:aws:iam::${dev}:user/bob`, open.arn))
    const closed = world.addRole({
      accountId: ops,
      roleName: 'Closed',
      trust: createTrustPolicy({ principals: [ops] }),
    })
    expect(await attempt(ann, closed.arn)).toBe(denied(annArn, closed.arn))
    const missing = `arn:aws:iam::${ops}:role/Missing`
    expect(await attempt(ann, missing)).toBe(denied(annArn, missing))
  })

  test('within an account a trust policy that names the user is enough, one that names the account is not', async () => {
    const named = createTrustPolicy({ principals: [`arn:aws:iam::${dev}:user/bob`] })
    const direct = world.addRole({ accountId: dev, roleName: 'Direct', trust: named })
    const across = world.addRole({ accountId: ops, roleName: 'Across', trust: named })
    const delegated = world.addRole({
      accountId: dev,
      roleName: 'Delegated',
      trust: createTrustPolicy({ principals: [dev] }),
    })
    expect(await attempt(bob, direct.arn)).toBe('ok')
    expect(await attempt(bob, across.arn)).toMatch(/^403 AccessDenied/)
    expect(await attempt(bob, delegated.arn)).toMatch(/^403 AccessDenied/)
    expect(await attempt(ann, delegated.arn)).toBe('ok')
  })

  test('an explicit deny in the trust policy wins', async () => {
    const trust = {
      Statement: [
        { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: { AWS: annArn }, Action: 'sts:AssumeRole' },
      ],
    } as const
    const role = world.addRole({ accountId: ops, roleName: 'Barred', trust })
    expect(await attempt(ann, role.arn)).toMatch(/explicit deny in a resource-based policy$/)
  })

  test('external id: right, wrong, missing', async () => {
    const trust = createTrustPolicy({ principals: [dev], externalId: 'E-1' })
    const role = world.addRole({ accountId: ops, roleName: 'External', trust })
    expect(await attempt(ann, role.arn, { ExternalId: 'E-1' })).toBe('ok')
    expect(await attempt(ann, role.arn, { ExternalId: 'E-2' })).toBe(denied(annArn, role.arn))
    expect(await attempt(ann, role.arn)).toBe(denied(annArn, role.arn))
  })

  test('the root user may not', async () => {
    const root = world.addAccessKey({ accountId: dev })
    expect(await attempt(root, open.arn)).toBe('403 AccessDenied: Roles may not be assumed by root accounts.')
  })
})

describe('durations', () => {
  const short = world.addRole({ accountId: ops, roleName: 'Short', trust: createTrustPolicy({ principals: [dev] }) })
  const tooLong = '400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
  const chained =
    '400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'

  test('from long-term keys: 15 minutes to what the role allows', async () => {
    expect(await attempt(ann, open.arn, { DurationSeconds: '899' })).toMatch(/greater than or equal to 900$/)
    expect(await attempt(ann, open.arn, { DurationSeconds: '43200' })).toBe('ok')
    expect(await attempt(ann, open.arn, { DurationSeconds: '43201' })).toMatch(/less than or equal to 43200$/)
    expect(await attempt(ann, short.arn, { DurationSeconds: '3601' })).toBe(tooLong)
  })

  test('from any session, also of GetSessionToken: an hour', async () => {
    const session = (await callSandbox(sandbox, ann, 'GetSessionToken')).keys()
    expect(await attempt(session, open.arn, { DurationSeconds: '3600' })).toBe('ok')
    expect(await attempt(session, open.arn, { DurationSeconds: '3601' })).toBe(chained)
    const [first, second] = addRoleChain(world, { accountId: ops, length: 2, from: dev })
    const hop = (await assume(ann, first?.arn ?? '')).keys()
    expect(await attempt(hop, second?.arn ?? '', { DurationSeconds: '3601' })).toBe(chained)
    expect(await attempt(hop, second?.arn ?? '')).toBe('ok')
  })

  test('A21 chain-depth-50', async () => {
    let keys: TestKeys = ann
    for (const { arn } of addRoleChain(world, { accountId: ops, length: 50, from: dev, namePrefix: 'Deep' }))
      keys = (await assume(keys, arn)).keys()
    expect((await callSandbox(sandbox, keys, 'GetCallerIdentity')).field('Arn')).toContain('assumed-role/Deep50/ann')
  })
})

describe('MFA', () => {
  const trust = createTrustPolicy({ principals: [dev], mfa: true, mfaMaxAgeSeconds: 3600 })
  const role = world.addRole({ accountId: ops, roleName: 'Guarded', trust })

  test('a code in the call itself has age 0', async () => {
    expect(await attempt(ann, role.arn)).toBe(denied(annArn, role.arn))
    expect(await attempt(ann, role.arn, mfa())).toBe('ok')
  })

  test('a session with MFA grows old by the sandbox clock', async () => {
    const session = (await callSandbox(sandbox, ann, 'GetSessionToken', mfa())).keys()
    expect(await attempt(session, role.arn)).toBe('ok')
    sandbox.clock.jump(3_599_000)
    expect(await attempt(session, role.arn)).toBe('ok')
    sandbox.clock.jump(1000)
    expect(await attempt(session, role.arn)).toBe(denied(annArn, role.arn))
    expect(await attempt(session, open.arn)).toBe('ok')
  })

  test('long-term keys have no MFA key in their context at all, sessions without MFA have it as false', async () => {
    const condition = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }
    const saysNo = createTrustPolicy({ principals: [dev], condition })
    const present = world.addRole({ accountId: ops, roleName: 'SaysNo', trust: saysNo })
    const plain = (await callSandbox(sandbox, ann, 'GetSessionToken')).keys()
    expect(await attempt(ann, present.arn)).toBe(denied(annArn, present.arn))
    expect(await attempt(plain, present.arn)).toBe('ok')
  })

  test('a session without MFA, and a role session, tell none', async () => {
    const plain = (await callSandbox(sandbox, ann, 'GetSessionToken')).keys()
    expect(await attempt(plain, role.arn)).toBe(denied(annArn, role.arn))
    const [first] = addRoleChain(world, { accountId: dev, length: 1, from: dev, namePrefix: 'Hop' })
    const hop = (await assume(ann, first?.arn ?? '', mfa())).keys()
    expect(await attempt(hop, role.arn)).toMatch(/^403 AccessDenied: User: .*assumed-role\/Hop1\/ann is not authorized/)
    expect(await attempt(hop, role.arn, mfa())).toMatch(/unable to validate MFA code/)
  })
})

describe('source identity and tags', () => {
  const lasting = world.addRole({
    accountId: ops,
    roleName: 'Lasting',
    trust: createTrustPolicy({ principals: [dev, ops] }),
    policies: [createAllowPolicy(['sts:*'])],
  })

  test('a source identity is told, stays along a chain and cannot be changed', async () => {
    const first = await assume(ann, lasting.arn, { SourceIdentity: 'ann' })
    expect(first.field('SourceIdentity')).toBe('ann')
    expect((await assume(first.keys(), lasting.arn)).field('SourceIdentity')).toBe('ann')
    expect(await attempt(first.keys(), lasting.arn, { SourceIdentity: 'ann' })).toBe('ok')
    expect(await attempt(first.keys(), lasting.arn, { SourceIdentity: 'eve' })).toBe(
      denied(`arn:aws:sts::${ops}:assumed-role/Lasting/ann`, lasting.arn, 'SetSourceIdentity'),
    )
  })

  test('tags need sts:TagSession on both sides', async () => {
    const trust = { Statement: { Effect: 'Allow', Principal: { AWS: dev }, Action: 'sts:AssumeRole' } } as const
    const role = world.addRole({ accountId: ops, roleName: 'Untagged', trust })
    const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'web' }
    expect(await attempt(ann, role.arn)).toBe('ok')
    expect(await attempt(ann, role.arn, tag)).toBe(denied(annArn, role.arn, 'TagSession'))
    const answer = await assume(ann, lasting.arn, tag)
    expect(Number(answer.field('PackedPolicySize'))).toBeGreaterThan(0)
  })

  test('transitive tags reach the next role and cannot be overwritten; others do not reach it', async () => {
    const condition = { StringEquals: { 'aws:PrincipalTag/team': 'web' } }
    const trust = createTrustPolicy({ principals: [ops], condition })
    const role = world.addRole({ accountId: ops, roleName: 'WebOnly', trust, policies: [createAllowPolicy(['sts:*'])] })
    const tag = { 'Tags.member.1.Key': 'team', 'Tags.member.1.Value': 'web' }
    const passing = (await assume(ann, lasting.arn, { ...tag, 'TransitiveTagKeys.member.1': 'team' })).keys()
    const twice = (await assume(passing, lasting.arn)).keys()
    expect(await attempt(twice, role.arn)).toBe('ok')
    expect(await attempt(passing, role.arn, tag)).toMatch(
      /^400 InvalidParameterValue: .*conflicts with a transitive tag/,
    )
    const notPassing = (await assume((await assume(ann, lasting.arn, tag)).keys(), lasting.arn)).keys()
    expect(await attempt(notPassing, role.arn)).toMatch(/^403 AccessDenied/)
  })

  test('a request tag can be asked for', async () => {
    const trust = createTrustPolicy({
      principals: [dev],
      condition: { StringEquals: { 'aws:RequestTag/Project': 'x' } },
    })
    const role = world.addRole({ accountId: ops, roleName: 'Project', trust })
    expect(await attempt(ann, role.arn, { 'Tags.member.1.Key': 'Project', 'Tags.member.1.Value': 'x' })).toBe('ok')
    expect(await attempt(ann, role.arn)).toMatch(/^403 AccessDenied/)
  })
})
