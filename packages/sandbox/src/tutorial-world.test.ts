import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import type { TestKeys } from './test-client.ts'
import { callSandbox, summarize } from './test-client.ts'
import type { TutorialWorld } from './tutorial-world.ts'
import { createTutorialWorld } from './tutorial-world.ts'

let tutorial: TutorialWorld
let sandbox: Sandbox

beforeEach(async () => {
  tutorial = createTutorialWorld()
  sandbox = await createSandbox({ world: tutorial.world })
})
afterEach(() => sandbox.close())

const mfa = (): Record<string, string> => ({
  SerialNumber: tutorial.mfaDevice.serialNumber,
  TokenCode: sandbox.phone(tutorial.mfaDevice.serialNumber).takeCode(),
})
const assumeWebAdmin = (keys: TestKeys, parameters: Record<string, string> = {}) =>
  callSandbox(sandbox, keys, 'AssumeRole', {
    RoleArn: tutorial.role.arn,
    RoleSessionName: 'franklin',
    ...parameters,
  })

describe('the way to WebAdmin', () => {
  test('MFA session first, then the role, then its applications', async () => {
    const session = (await callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken', mfa())).keys()
    const role = (await assumeWebAdmin(session)).keys()
    const answer = await callSandbox(sandbox, role, 'DescribeApplications')
    expect(answer.text).toContain('xmlns="http://elasticbeanstalk.amazonaws.com/docs/2010-12-01/"')
    expect([...answer.text.matchAll(/<ApplicationName>(.*?)</g)].map((match) => match[1])).toEqual([
      'storefront',
      'checkout',
    ])
  })

  test('without MFA the deny of ForceMFA holds, for keys and for a session', async () => {
    const refusal =
      '403 AccessDenied: User: arn:aws:iam::234567890123:user/franklin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/WebAdmin with an explicit deny in an identity-based policy'
    expect(summarize(await assumeWebAdmin(tutorial.accessKey))).toBe(refusal)
    const session = (await callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken')).keys()
    expect(summarize(await assumeWebAdmin(session))).toBe(refusal)
    expect(summarize(await callSandbox(sandbox, tutorial.accessKey, 'DescribeApplications'))).toMatch(/explicit deny/)
  })

  test('a code straight into AssumeRole works or not, as the world is set', async () => {
    expect(summarize(await assumeWebAdmin(tutorial.accessKey, mfa()))).toBe('ok')
    tutorial.world.directMfaCountsForCaller = false
    expect(summarize(await assumeWebAdmin(tutorial.accessKey, mfa()))).toMatch(/^403 AccessDenied.*explicit deny/)
  })

  test('an MFA session of more than an hour is too old, and 2 h are too long', async () => {
    const session = (await callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken', mfa())).keys()
    expect(summarize(await assumeWebAdmin(tutorial.accessKey, { ...mfa(), DurationSeconds: '7200' }))).toMatch(
      /exceeds the MaxSessionDuration set for this role\.$/,
    )
    sandbox.clock.jump(3_601_000)
    expect(summarize(await assumeWebAdmin(session))).toMatch(/^403 AccessDenied/)
  })
})

describe('read-only sessions', () => {
  const describeThenUpdate = async (parameters: Record<string, string>): Promise<string[]> => {
    const keys = (await assumeWebAdmin(tutorial.accessKey, { ...mfa(), ...parameters })).keys()
    const update = { ApplicationName: 'checkout', Description: 'changed' }
    return [
      summarize(await callSandbox(sandbox, keys, 'DescribeApplications')),
      summarize(await callSandbox(sandbox, keys, 'UpdateApplication', update)),
    ]
  }
  const refusal =
    '403 AccessDenied: User: arn:aws:sts::123456789012:assumed-role/WebAdmin/franklin is not authorized to perform: elasticbeanstalk:UpdateApplication on resource: arn:aws:elasticbeanstalk:us-east-1:123456789012:application/checkout because no identity-based policy allows the elasticbeanstalk:UpdateApplication action'

  test('a full session may write, and the change stays', async () => {
    expect(await describeThenUpdate({})).toEqual(['ok', 'ok'])
    expect(tutorial.world.listApplications('123456789012', 'us-east-1')[1]?.description).toBe('changed')
  })

  test('the managed policy ReadOnlyAccess', async () => {
    const arn = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    expect(await describeThenUpdate({ 'PolicyArns.member.1.arn': arn })).toEqual(['ok', refusal])
    expect(tutorial.world.listApplications('123456789012', 'us-east-1')[1]?.description).not.toBe('changed')
  })

  test('an inline session policy, which cannot give more than the role has', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: ['elasticbeanstalk:Describe*', 'sts:*'], Resource: '*' },
    })
    expect(await describeThenUpdate({ Policy })).toEqual(['ok', refusal])
    const keys = (await assumeWebAdmin(tutorial.accessKey, { ...mfa(), Policy })).keys()
    expect(summarize(await assumeWebAdmin(keys))).toMatch(/^403 AccessDenied/)
  })
})

test('keys, secrets and tokens are new in each world', () => {
  const other = createTutorialWorld()
  expect(other.accessKey.secretAccessKey).not.toBe(tutorial.accessKey.secretAccessKey)
  expect(other.mfaDevice.secretBase32).not.toBe(tutorial.mfaDevice.secretBase32)
})
