import { describe, expect, test } from 'vitest'
import { apis, durations, fileKeys, mfaKey, plan } from './test-plans.ts'
import { franklinMfa, storedKey, type TestContext } from './test-world.ts'

describe('keys without role', () => {
  test('buy a session of 12 h, with the serial where there is one', () => {
    const { steps, direct } = plan('', 'identity', { keys: [mfaKey] })
    expect(apis(steps)).toEqual(['StoredKeys', 'GetSessionToken'])
    expect(steps[1]).toMatchObject({
      profile: 'identity',
      input: { durationSeconds: 43_200, serialNumber: franklinMfa },
      mfa: { serialNumber: franklinMfa, process: null },
    })
    expect(direct).toBeNull()
  })

  test('without a serial buy one all the same', () => {
    const { steps } = plan('', 'identity')
    expect(apis(steps)).toEqual(['StoredKeys', 'GetSessionToken'])
    expect(steps[1]).toMatchObject({ input: { serialNumber: null }, mfa: null })
  })

  test('--no-session and awsx_session = none hand out the keys', () => {
    expect(apis(plan('', 'identity', { flags: { noSession: true } }).steps)).toEqual(['StoredKeys'])
    expect(apis(plan('[profile identity]\nawsx_session = none\n', 'identity').steps)).toEqual(['StoredKeys'])
    expect(() => plan('[profile identity]\nawsx_session = never\n', 'identity')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('duration: --duration > awsx_session_duration > the setting > 12 h; the root user gets 1 h', () => {
    const config = '[profile identity]\nawsx_session_duration = 7200\n'
    const settings = { sessionDurationSeconds: 10_800 }
    const seconds = (text: string, given: TestContext) => durations(plan(text, 'identity', given).steps)[1]
    expect(seconds(config, { settings, flags: { durationSeconds: 900 } })).toBe(900)
    expect(seconds(config, { settings })).toBe(7200)
    expect(seconds('', { settings })).toBe(10_800)
    expect(seconds('', {})).toBe(43_200)
    const root = storedKey({ arn: 'arn:aws:iam::234567890123:root' })
    expect(seconds('', { settings, keys: [root] })).toBe(3600)
  })

  test.each<[string, string, TestContext, string]>([
    ['--duration of 37 h', '', { flags: { durationSeconds: 133_200 } }, 'usage'],
    ['--duration of 10 s', '', { flags: { durationSeconds: 10 } }, 'usage'],
    ['A40 duration-negative', '[profile identity]\nawsx_session_duration = -1\n', {}, 'config_invalid'],
    ['a setting of 48 h', '', { settings: { sessionDurationSeconds: 172_800 } }, 'config_invalid'],
  ])('%s is refused', (_case, config, given, code) => {
    expect(() => plan(config, 'identity', given)).toThrow(expect.objectContaining({ code }))
  })

  test('static keys in a file do the same; temporary ones are used as they are', () => {
    const { steps } = plan('', 'identity', { keys: [], credentials: fileKeys })
    expect(apis(steps)).toEqual(['StaticKeys', 'GetSessionToken'])
    const temporary = plan('', 'identity', { keys: [], credentials: `${fileKeys}aws_session_token = t\n` })
    expect(apis(temporary.steps)).toEqual(['StaticKeys'])
    expect(temporary.warnings).toEqual([])
  })
})
