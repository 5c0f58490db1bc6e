import { describe, expect, test } from 'vitest'
import { planSession } from './plan-session.ts'
import type { AssumeRoleStep } from './plan.ts'
import { contextOf, storedKey, type TestContext } from './test-world.ts'

const web = 'arn:aws:iam::123456789012:role/Web'

function roleOf(lines: string, given: TestContext = {}, arn: string = web): AssumeRoleStep {
  const config = `[profile web]\nrole_arn = ${arn}\nsource_profile = identity\n${lines}\n`
  const step = planSession(contextOf(config, { keys: [storedKey()], ...given }), 'web').steps.at(-1)
  if (step?.api !== 'AssumeRole') throw new Error(`the last step is ${step?.api}`)
  return step
}

describe('AssumeRole', () => {
  test('with nothing but a role', () => {
    expect(roleOf('').input).toEqual({
      endpoint: expect.objectContaining({ region: 'us-east-1', url: null }),
      roleArn: web,
      roleSessionName: 'franklin',
      durationSeconds: 3600,
      externalId: null,
      serialNumber: null,
      sourceIdentity: null,
      tags: [],
      transitiveTagKeys: [],
      policy: null,
      policyArns: [],
    })
  })

  const all = `role_session_name = me
duration_seconds = 7200
external_id = a/b:c
source_identity = me@corp
session_tags = team=web,stage=prod
transitive_session_tags = team
region = eu-west-1
awsx_policy = {}
awsx_policy_arns = arn:aws:iam::aws:policy/A
awsx_mfa_max_age = 600`

  test('with every parameter', () => {
    const step = roleOf(all)
    expect(step.input).toEqual({
      endpoint: expect.objectContaining({ region: 'eu-west-1' }),
      roleArn: web,
      roleSessionName: 'me',
      durationSeconds: 7200,
      externalId: 'a/b:c',
      serialNumber: null,
      sourceIdentity: 'me@corp',
      tags: [
        { key: 'team', value: 'web' },
        { key: 'stage', value: 'prod' },
      ],
      transitiveTagKeys: ['team'],
      policy: '{}',
      policyArns: ['arn:aws:iam::aws:policy/A'],
    })
    expect(step.mfaMaxAgeSeconds).toBe(600)
  })

  test('every setting is a fact with file and line', () => {
    const lines = ['role_arn = ', 'source_profile = identity', ...all.split('\n')]
    const facts = roleOf(all).facts.map(({ name, source }) => [
      name,
      source.kind === 'file' ? source.line : source.kind,
    ])
    const expected = lines.flatMap((line, at) => (at === 1 ? [] : [[line.split(' ')[0], at + 2]]))
    expect(new Set(facts.map(String))).toEqual(new Set(expected.map(String)))
  })

  test('facts of what nobody said tell why', () => {
    expect(roleOf('').facts).toMatchObject([
      { name: 'role_arn', source: { kind: 'file', line: 2 } },
      { name: 'role_session_name', value: 'franklin', source: { kind: 'default', why: 'the IAM user of the keys' } },
      { name: 'duration_seconds', value: '3600', source: { kind: 'default' } },
      {
        name: 'region',
        value: 'us-east-1',
        source: { kind: 'default', why: 'the region of partition aws, for STS only' },
      },
    ])
  })

  test.each([
    ['A40 duration-negative', 'duration_seconds = -1'],
    ['A40 duration-NaN', 'duration_seconds = NaN'],
    ['A40 duration-1e9', 'duration_seconds = 1000000000'],
    ['C83 externalid-injection', 'external_id = x&Action=DeleteUser'],
    ['an external id of 1,225', `external_id = ${'x'.repeat(1225)}`],
    ['C80 source identity with a space', 'source_identity = a b'],
    ['C81 source identity of 65', `source_identity = ${'x'.repeat(65)}`],
    ['C84 policy-60kb', `awsx_policy = {"Id":"${'x'.repeat(60_000)}"}`],
    ['C85 tag-key-dup', 'session_tags = a=1,A=2'],
    ['a transitive tag that is none', 'transitive_session_tags = a'],
    ['awsx_mfa_max_age below a minute', 'awsx_mfa_max_age = 59'],
  ])('%s is refused with file and line', (_case, line) => {
    expect(() => roleOf(line)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:4') }),
    )
  })

  test.each([
    ['C74 arn-5-fields', 'arn:aws:iam:123456789012:role/A'],
    ['C76 account-11-digits', 'arn:aws:iam::12345678901:role/A'],
    ['C77 account-unicode-digits', 'arn:aws:iam::１２３４５６７８９０１２:role/A'],
    ['C78 partition-unknown', 'arn:aws-moon:iam::123456789012:role/A'],
    ['C79 role-path-1kb', `arn:aws:iam::123456789012:role/${'p/'.repeat(512)}A`],
    ['C75 arn-newline (a continued line)', `${web}\n  x`],
  ])('%s is refused with file and line', (_case, arn) => {
    expect(() => roleOf('', {}, arn)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('--duration is for the last role only, within 15m and 12h', () => {
    const config = `[profile web]\nrole_arn = ${web}\nsource_profile = mid\n[profile mid]\nrole_arn = ${web}Mid\nsource_profile = identity\n`
    const context = contextOf(config, { keys: [storedKey()], flags: { durationSeconds: 900 } })
    expect(
      planSession(context, 'web').steps.map((step) => ('input' in step ? step.input.durationSeconds : null)),
    ).toEqual([null, 3600, 900])
    expect(roleOf('duration_seconds = 7200', { flags: { durationSeconds: 1800 } }).input.durationSeconds).toBe(1800)
    for (const durationSeconds of [899, 43_201]) {
      expect(() => roleOf('', { flags: { durationSeconds } })).toThrow(expect.objectContaining({ code: 'usage' }))
    }
  })
})

describe('partition', () => {
  const cn = 'arn:aws-cn:iam::123456789012:role/Web'
  const cnKey = storedKey({ arn: 'arn:aws-cn:iam::234567890123:user/franklin' })

  test('comes from the role ARN, never from the region', () => {
    expect(roleOf('region = eu-west-1', { keys: [cnKey] }, cn).input.endpoint.region).toBe('cn-north-1')
    expect(roleOf('region = cn-northwest-1', { keys: [cnKey] }, cn).input.endpoint.region).toBe('cn-northwest-1')
    expect(roleOf('region = cn-northwest-1').input.endpoint.region).toBe('us-east-1')
  })

  test('A41 role_arn-other-partition is refused', () => {
    const error = expect.objectContaining({
      code: 'config_invalid',
      message: "the keys of 'identity' belong to partition aws, the role of 'web' to aws-cn",
    })
    expect(() => roleOf('', {}, cn)).toThrow(error)
    const unknown = storedKey({ arn: null, accountId: null })
    expect(roleOf('', { keys: [unknown] }, cn).input.roleArn).toBe(cn)
    expect(() => roleOf('mfa_serial = arn:aws:iam::234567890123:mfa/f', { keys: [unknown] }, cn)).toThrow(error)
  })

  test('A41 role_arn-other-partition further up the chain', () => {
    const config = `[profile web]\nrole_arn = ${cn}\nsource_profile = mid\n[profile mid]\nrole_arn = ${web}\nsource_profile = identity\n`
    expect(() => planSession(contextOf(config, { keys: [storedKey()] }), 'web')).toThrow(
      "the credentials of 'mid' belong to partition aws, the role of 'web' to aws-cn",
    )
  })
})

describe('--role-arn', () => {
  const flags = { roleArn: 'arn:aws:iam::999999999999:role/Top' }

  test('is put on top, without what the profile says of its own role', () => {
    const lines =
      'duration_seconds = 1800\nexternal_id = own\nsession_tags = a=b\nsource_identity = own\nawsx_policy = {}\nrole_session_name = me'
    const config = `[profile web]\nrole_arn = ${web}\nsource_profile = identity\n${lines}\n`
    const { steps } = planSession(contextOf(config, { keys: [storedKey()], flags }), 'web')
    expect(steps.map(({ api }) => api)).toEqual(['StoredKeys', 'AssumeRole', 'AssumeRole'])
    expect(steps[1]).toMatchObject({ input: { roleArn: web, externalId: 'own', durationSeconds: 1800 } })
    expect(steps[2]).toMatchObject({
      input: {
        roleArn: flags.roleArn,
        roleSessionName: 'me',
        durationSeconds: 3600,
        externalId: null,
        tags: [],
        sourceIdentity: null,
        policy: null,
      },
    })
    expect(steps[2]?.facts).toContainEqual({
      name: 'role_arn',
      value: flags.roleArn,
      source: { kind: 'flag', name: '--role-arn' },
    })
  })

  test('may be the only role, then with the keys’ MFA', () => {
    const keys = [storedKey({ mfaSerial: 'GAHT12345678' })]
    const { steps } = planSession(contextOf('', { keys, flags }), 'identity')
    expect(steps.map(({ api }) => api)).toEqual(['StoredKeys', 'GetSessionToken', 'AssumeRole'])
    expect(steps[1]).toMatchObject({ mfa: { serialNumber: 'GAHT12345678' } })
  })

  test('that is no role is a usage error', () => {
    expect(() => planSession(contextOf('', { keys: [storedKey()], flags: { roleArn: 'Top' } }), 'identity')).toThrow(
      expect.objectContaining({ code: 'usage' }),
    )
  })
})
