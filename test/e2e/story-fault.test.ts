import { corpusFaults, networkFaults } from '@awsx/sandbox'
import type { CorpusFaultName, NetworkFaultName } from '@awsx/sandbox'
import { describe, expect, test } from 'vitest'
import { startReadyStory, startStory } from './support/story.ts'

/** Corpus cases whose answer must never be handed out, with the exit code. */
const badAnswers: readonly (readonly [CorpusFaultName | NetworkFaultName, number])[] = [
  ['H196 creds-expired-already', 6],
  ['H197 expiration-missing', 6],
  ['H198 expiration-9999', 6],
  ['H200 token-with-quote', 6],
  ['H201 akid-lowercase', 6],
  ['H202 secret-with-dollar', 6],
  ['H204 role-mismatch', 6],
  ['H205 error-message-ansi', 5],
  ['H206 error-echoes-secret', 5],
  ['H207 html-200', 6],
  ['H208 gzip-bomb', 6],
  ['H209 redirect-302-evil', 6],
  ['H210 xml-dtd', 6],
  ['H211 xml-entity-bomb', 6],
  ['H212 xml-10k-depth', 6],
  ['H213 json-array', 6],
  ['body-10mb', 6],
  ['truncated-xml', 6],
]

describe('answers of AWS that cannot be', () => {
  test.each(badAnswers)('%s: exit %i, nothing on stdout but false', async (name, wanted) => {
    const { here, sandbox } = await startReadyStory()
    sandbox.faults.add({ ...{ ...corpusFaults, ...networkFaults }[name], action: 'AssumeRole' })
    const { code, stdout, stderr } = await here.run(['env', 'web-admin', '--refresh', '--shell', 'bash'])
    expect({ code, stdout }).toEqual({ code: wanted, stdout: 'false\n' })
    expect(stderr).toMatch(/^awsx: error: [^\n]+\n(awsx: hint: [^\n]+\n)?$/)
    // No control character, no bidi mark gets through.
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/)
    // The session that was there is as good as before.
    expect(await here.run(['env', 'web-admin', '--no-input'])).toMatchObject({ code: 0, stderr: '' })
  })
})

describe('busy and unreachable', () => {
  test.each<NetworkFaultName | CorpusFaultName>([
    'H215 throttling-then-ok',
    'throttling-429',
    'internal-500',
    'unavailable-503',
    'reset-before-answer',
    'close-before-answer',
  ])('%s once, then fine: tried again', async (name) => {
    const { here, sandbox, takeCalls } = await startReadyStory()
    sandbox.faults.add({ ...{ ...corpusFaults, ...networkFaults }[name], action: 'AssumeRole', times: 1 })
    expect(await here.run(['env', 'web-admin', '--refresh'])).toMatchObject({ code: 0, stderr: '' })
    expect(takeCalls().length).toBeGreaterThanOrEqual(1)
  })

  test('an MFA code is never sent again after a lost answer', async () => {
    const { here, sandbox, takeCalls, withCode } = await startStory()
    sandbox.faults.add({ ...networkFaults['reset-before-answer'], action: 'GetSessionToken', times: 1 })
    const { code, stderr } = await here.run(['env', 'web-admin', ...withCode()])
    expect(code).toBe(6)
    expect(stderr).toMatch(/^awsx: error: /)
    expect(takeCalls()).toHaveLength(1)
  })

  test('STS down: exit 6, with the address', async () => {
    const { here } = await startReadyStory()
    // Nobody listens there, and no other test is ever given this port.
    const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }
    const words = ['env', 'web-admin', '--shell', 'bash', '--mfa-code', '123456']
    const { code, stdout, stderr } = await here.run(words, { env })
    expect({ code, stdout }).toEqual({ code: 6, stdout: 'false\n' })
    expect(stderr).toContain(env.AWS_ENDPOINT_URL.slice('http://'.length))
    expect(stderr).toMatch(/^awsx: error: .*\nawsx: hint: /)
  })

  test('no answer at all: exit 6, and no wait without an end', async () => {
    const { here, sandbox } = await startReadyStory()
    sandbox.faults.add({ ...networkFaults['no-answer'], action: 'AssumeRole' })
    const { code } = await here.run(['env', 'web-admin', '--refresh'])
    expect(code).toBe(6)
  })
})

describe('clocks', () => {
  test.each([
    ['-1h', '-3600s', 'behind'],
    ['+1h', '+3600s', 'ahead of'],
  ])('H214 clock-skew-RequestExpired: %s is corrected and reported', async (_, offset, words) => {
    const story = await startStory()
    const { code, stdout, stderr } = await story.runAt(offset, [
      'env',
      'web-admin',
      '--format',
      'json',
      ...story.withCode(),
    ])
    expect(code).toBe(0)
    expect(stderr).toMatch(new RegExp(`awsx: warning: this computer's clock is 60 min ${words} AWS`))
    expect(stdout).toContain('ASIA')
    // One code was enough, and the session lives an hour by the clock of this computer.
    expect(story.takeCalls().filter((call) => call === 'GetSessionToken')).toHaveLength(1)
    expect(await story.runAt(offset, ['env', 'web-admin', '--no-input'])).toMatchObject({ code: 0 })
  })

  test('a session that has ended is not handed out', async () => {
    const story = await startReadyStory()
    story.sandbox.clock.setOffset(3_400_000)
    expect((await story.runAt('+3400s', ['env', 'web-admin'])).code).toBe(0)
    expect(story.takeCalls()).toEqual(['AssumeRole'])
    story.sandbox.clock.setOffset(13 * 3_600_000)
    const { code, stderr } = await story.runAt('+46800s', ['env', 'web-admin', '--no-input'])
    expect(code).toBe(4)
    expect(stderr).toContain('MFA code')
  })
})
