import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import type { TestCallOptions } from './test-client.ts'
import { callSandbox, fetchAnswer, summarize } from './test-client.ts'
import { createTutorialWorld } from './tutorial-world.ts'

const tutorial = createTutorialWorld()
const { accessKey, user } = tutorial
const start = Date.UTC(2026, 0, 31, 23, 59, 30)
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ world: tutorial.world, now: () => start })
})
beforeEach(() => sandbox.clock.setOffset(0))
afterAll(() => sandbox.close())

const identity = (
  keys: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | null,
  options?: TestCallOptions,
): Promise<string> => callSandbox(sandbox, keys, 'GetCallerIdentity', {}, options).then(summarize)

const invalidToken = '403 InvalidClientTokenId: The security token included in the request is invalid.'

describe('keys', () => {
  test('a right signature tells account, ARN and user id', async () => {
    const answer = await callSandbox(sandbox, accessKey, 'GetCallerIdentity')
    expect([answer.field('Account'), answer.field('Arn'), answer.field('UserId')]).toEqual([
      '234567890123',
      'arn:aws:iam::234567890123:user/franklin',
      user.userId,
    ])
    expect(answer.text).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">')
    expect(answer.headers.get('x-amzn-requestid')).toBe(answer.field('RequestId'))
  })

  test('an unknown key, an inactive one, a wrong secret', async () => {
    expect(await identity({ ...accessKey, accessKeyId: 'AKIAUNKNOWNUNKNOWN22' })).toBe(invalidToken)
    expect(await identity({ ...accessKey, secretAccessKey: `${accessKey.secretAccessKey}x` })).toMatch(
      /^403 SignatureDoesNotMatch: The request signature we calculated does not match/,
    )
    const other = tutorial.world.addAccessKey({ accountId: '234567890123', userName: 'franklin' })
    expect(await identity(other)).toBe('ok')
    tutorial.world.setAccessKeyStatus(other.accessKeyId, 'Inactive')
    expect(await identity(other)).toBe(invalidToken)
  })

  test('session tokens: missing, foreign, altered, on long-term keys', async () => {
    const keys = (await callSandbox(sandbox, accessKey, 'GetSessionToken')).keys()
    const other = (await callSandbox(sandbox, accessKey, 'GetSessionToken')).keys()
    const { sessionToken = '', ...bare } = keys
    expect(await identity(keys)).toBe('ok')
    expect(await identity(bare)).toBe(invalidToken)
    expect(await identity({ ...bare, sessionToken: other.sessionToken ?? '' })).toBe(invalidToken)
    expect(await identity({ ...bare, sessionToken: `${sessionToken.slice(0, -2)}AA` })).toBe(invalidToken)
    expect(await identity({ ...accessKey, sessionToken })).toBe(invalidToken)
  })

  test('a session ends when its time is over, to the second', async () => {
    const answer = await callSandbox(sandbox, accessKey, 'GetSessionToken', { DurationSeconds: '900' })
    const expiresAt = Date.parse(answer.field('Expiration'))
    expect(expiresAt).toBe(start + 900_000)
    sandbox.clock.jump(899_999)
    expect(await identity(answer.keys())).toBe('ok')
    sandbox.clock.jump(1)
    expect(await identity(answer.keys())).toBe(
      '403 ExpiredToken: The security token included in the request is expired',
    )
  })
})

describe('what is signed', () => {
  test('the body', async () => {
    const sentBody = 'Action=GetCallerIdentity&Version=2011-06-15&Extra=1'
    expect(await identity(accessKey, { sentBody })).toMatch(/^403 SignatureDoesNotMatch/)
  })

  test('host and every x-amz- header', async () => {
    expect(await identity(accessKey, { signedHeaders: ['x-amz-date'] })).toBe(
      "403 SignatureDoesNotMatch: 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    )
    expect(await identity(accessKey, { signedHeaders: ['host'] })).toBe(
      "403 SignatureDoesNotMatch: 'x-amz-date' must be a 'SignedHeader' in the AWS Authorization.",
    )
    expect(await identity(accessKey, { signedHeaders: ['x-amz-date', 'host'] })).toMatch(
      /must be lower case and sorted/,
    )
  })

  test('the scope: service, region, partition, day', async () => {
    expect(await identity(accessKey, { service: 'iam' })).toMatch(/scoped to correct service: 'sts'/)
    expect(await identity(accessKey, { region: 'us_east_1' })).toMatch(/scoped to a valid region/)
    expect(await identity(accessKey, { region: 'ap-southeast-2' })).toBe('ok')
    expect(sandbox.calls.at(-1)?.region).toBe('ap-southeast-2')
    expect(await identity(accessKey, { region: 'cn-north-1' })).toBe(invalidToken)
    expect(await identity(accessKey, { scopeDate: '20200101' })).toMatch(/Date in Credential scope does not match/)
  })

  test('an unsigned request, and one with half a signature', async () => {
    expect(await identity(null)).toBe('403 MissingAuthenticationToken: Request is missing Authentication Token')
    const url = `${sandbox.url}/?Action=GetCallerIdentity&Version=2011-06-15`
    const half = { Authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20200101/us-east-1/sts/aws4_request' }
    expect(summarize(await fetchAnswer(url, { headers: half }))).toMatch(
      /^400 IncompleteSignature: .*'Signature' parameter/,
    )
  })
})

describe('H214 clock-skew', () => {
  test.each([
    [
      -301,
      /^403 SignatureDoesNotMatch: Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    ],
    [-300, /^ok$/],
    [300, /^ok$/],
    [
      301,
      /^403 SignatureDoesNotMatch: Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/,
    ],
  ])('a signature %i s from the sandbox clock', async (seconds, expected) => {
    expect(await identity(accessKey, { at: sandbox.clock.now() + seconds * 1000 })).toMatch(expected)
  })

  test('the Date header and the message tell the sandbox time', async () => {
    sandbox.clock.setOffset(365 * 86_400_000)
    const answer = await callSandbox(sandbox, accessKey, 'GetCallerIdentity', {}, { at: start })
    expect(summarize(answer)).toBe(
      '403 SignatureDoesNotMatch: Signature expired: 20260131T235930Z is now earlier than 20270131T235430Z (20270131T235930Z - 5 min.)',
    )
    expect(answer.headers.get('date')).toBe('Sun, 31 Jan 2027 23:59:30 GMT')
  })
})
