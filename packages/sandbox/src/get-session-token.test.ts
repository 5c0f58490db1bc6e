import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import { callSandbox, summarize } from './test-client.ts'
import { codeOfStep, stepOf, totp } from './totp.ts'
import type { TutorialWorld } from './tutorial-world.ts'
import { createTutorialWorld } from './tutorial-world.ts'

const start = Date.UTC(2026, 0, 1, 12, 0, 10)
const wrongCode = '403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. '
let tutorial: TutorialWorld
let sandbox: Sandbox

beforeAll(async () => {
  tutorial = createTutorialWorld()
  sandbox = await createSandbox({ world: tutorial.world, now: () => start })
})
beforeEach(() => sandbox.clock.jump(3_600_000))
afterAll(() => sandbox.close())

const getSessionToken = (parameters: Record<string, string>): Promise<string> =>
  callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken', parameters).then(summarize)
const withCode = (TokenCode: string, SerialNumber = tutorial.mfaDevice.serialNumber): Promise<string> =>
  getSessionToken({ SerialNumber, TokenCode })
const codeAt = (steps: number): string =>
  codeOfStep(tutorial.mfaDevice.secretBase32, stepOf(sandbox.clock.now()) + steps)

describe('durations', () => {
  test.each([
    [
      '899',
      /^400 ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900$/,
    ],
    ['900', /^ok$/],
    ['129600', /^ok$/],
    ['129601', /less than or equal to 129600$/],
    ['-1', /greater than or equal to 900$/],
    ['NaN', /^400 MalformedInput/],
    ['1e9', /^400 MalformedInput/],
  ])('A40 %s seconds', async (DurationSeconds, expected) => {
    expect(await getSessionToken({ DurationSeconds })).toMatch(expected)
  })

  test('12 h when left out; the root user gets an hour', async () => {
    const answer = await callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken')
    expect(Date.parse(answer.field('Expiration'))).toBe(sandbox.clock.now() + 43_200_000)
    const root = tutorial.world.addAccessKey({ accountId: tutorial.identityAccountId })
    const ofRoot = await callSandbox(sandbox, root, 'GetSessionToken', { DurationSeconds: '43200' })
    expect(Date.parse(ofRoot.field('Expiration'))).toBe(sandbox.clock.now() + 3_600_000)
    expect((await callSandbox(sandbox, ofRoot.keys(), 'GetCallerIdentity')).field('Arn')).toBe(
      'arn:aws:iam::234567890123:root',
    )
  })
})

describe('MFA codes', () => {
  test('the current code and its neighbours are taken, those further off are not', async () => {
    expect(await withCode(codeAt(-2))).toBe(wrongCode)
    expect(await withCode(codeAt(2))).toBe(wrongCode)
    expect([await withCode(codeAt(0)), await withCode(codeAt(-1)), await withCode(codeAt(1))]).toEqual([
      'ok',
      'ok',
      'ok',
    ])
  })

  test('D93 reused-code', async () => {
    const code = codeAt(0)
    expect(await withCode(code)).toBe('ok')
    expect(await withCode(code)).toBe(wrongCode)
    sandbox.clock.jump(30_000)
    expect(await withCode(code)).toBe(wrongCode)
    expect(await withCode(codeAt(0))).toBe('ok')
  })

  test('a wrong code does not spend the right one', async () => {
    const right = codeAt(0)
    const wrong = ['000000', '111111', '222222', '333333'].find(
      (code) => ![codeAt(-1), right, codeAt(1)].includes(code),
    )
    expect(await withCode(wrong ?? '')).toBe(wrongCode)
    expect(await withCode(right)).toBe('ok')
  })

  test.each([
    ['D87 5-digits', '12345', 'Member must have length greater than or equal to 6'],
    ['D88 7-digits', '1234567', 'Member must have length less than or equal to 6'],
    ['D89 fullwidth-digits', '１２３４５６', 'regular expression pattern: [0-9]*'],
    ['D90 arabic-indic', '١٢٣٤٥٦', 'regular expression pattern: [0-9]*'],
    ['D91 spaces', '123 456', 'regular expression pattern: [0-9]*'],
    ['D92 newline-tail', '12345\n', 'regular expression pattern: [0-9]*'],
    ['D95 empty', '', 'Member must have length greater than or equal to 6'],
  ])('%s', async (_case, code, message) => {
    const answer = await withCode(code)
    expect(answer).toMatch(/^400 ValidationError/)
    expect(answer).toContain(message)
  })

  test('C86 mfa-serial-other-account, and other ways to name the wrong device', async () => {
    const { world, productionAccountId } = tutorial
    world.addUser({ accountId: productionAccountId, userName: 'franklin' })
    const other = world.addMfaDevice({ accountId: productionAccountId, userName: 'franklin' })
    const unable = /^403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code/
    expect(await withCode(totp(other.secretBase32, sandbox.clock.now()), other.serialNumber)).toMatch(unable)
    expect(await withCode(codeAt(0), 'arn:aws:iam::234567890123:mfa/nobody')).toMatch(unable)
    expect(await getSessionToken({ TokenCode: codeAt(0) })).toMatch(/must provide both MFA serial number/)
    expect(await getSessionToken({ SerialNumber: tutorial.mfaDevice.serialNumber })).toMatch(/must provide both/)
  })

  test('a call record does not hold the code', async () => {
    await withCode(codeAt(0))
    expect(sandbox.calls.at(-1)).toMatchObject({
      action: 'GetSessionToken',
      accountId: '234567890123',
      arn: 'arn:aws:iam::234567890123:user/franklin',
      parameters: { SerialNumber: tutorial.mfaDevice.serialNumber, TokenCode: '[secret]' },
      status: 200,
    })
  })
})

test('session credentials cannot buy a session', async () => {
  const session = (await callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken')).keys()
  expect(summarize(await callSandbox(sandbox, session, 'GetSessionToken'))).toBe(
    '403 AccessDenied: Cannot call GetSessionToken with session credentials',
  )
})
