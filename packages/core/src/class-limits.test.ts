import { describe, expect, test } from 'vitest'
import { parseProfileClasses } from './profile-class.ts'
import { durations, fileKeys, plan, planOf } from './test-plans.ts'
import type { TestContext } from './test-world.ts'

function classes(text: string, rest: TestContext = {}): TestContext {
  return { ...rest, settings: { classes: parseProfileClasses(text) } }
}

const byClass = { kind: 'setting', name: 'classes' }

describe('max', () => {
  test('caps what is handed out and nothing before it, and says who did', () => {
    const { steps, direct, warnings } = planOf('long', classes('long: max=30m'))
    expect(durations(steps)).toEqual([null, 43_200, 1800])
    expect(steps.at(-1)?.facts).toContainEqual({ name: 'duration_seconds', value: '1800', source: byClass })
    expect(direct).toBeNull()
    expect(warnings).toEqual([])
  })

  test('a session of the keys themselves is capped, the one on the way to a role is not', () => {
    const under = classes('*: max=2h')
    expect(durations(planOf('identity', under).steps)).toEqual([null, 7200])
    expect(durations(planOf('web', under).steps)).toEqual([null, 43_200, 3600])
  })

  test('it is the class of the profile asked for, not of those it comes from', () => {
    expect(durations(planOf('chained', classes('web: max=15m')).steps)).toEqual([null, 43_200, 3600, 3600])
    expect(durations(planOf('chained', classes('chained: max=15m')).steps)).toEqual([null, 43_200, 3600, 900])
  })

  test('--duration asks for less, never for more', () => {
    const asked = (durationSeconds: number) => planOf('web', classes('*: max=30m', { flags: { durationSeconds } }))
    expect(asked(900)).toMatchObject({ warnings: [] })
    expect(durations(asked(900).steps).at(-1)).toBe(900)
    expect(durations(asked(7200).steps).at(-1)).toBe(1800)
    expect(asked(7200).warnings).toEqual(['class * allows 30m, not the 2h00m that were asked for'])
  })

  test('a role on top is handed out, so it is capped', () => {
    const roleArn = 'arn:aws:iam::123456789012:role/Top'
    expect(durations(planOf('web', classes('web: max=15m', { flags: { roleArn } })).steps)).toEqual([
      null,
      43_200,
      3600,
      900,
    ])
  })

  test('keys that never end are refused, in the vault and in a file', () => {
    const endless = expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('classes') })
    expect(() => planOf('identity', classes('*: max=1h', { flags: { noSession: true } }))).toThrow(endless)
    const file = classes('*: max=1h', { credentials: fileKeys, flags: { noSession: true }, keys: [] })
    expect(() => plan('', 'identity', file)).toThrow(endless)
  })

  test('a life that awsx does not decide is a warning', () => {
    const credentials = `${fileKeys}aws_session_token = t\n`
    const { warnings } = plan('', 'identity', classes('*: max=1h', { credentials, keys: [] }))
    expect(warnings).toEqual([
      "class * allows 1h00m, but how long the credentials of 'identity' last is not awsx's to say",
    ])
  })
})

describe('read-only', () => {
  test('limits the last role as the flag does', () => {
    const step = planOf('chained', classes('chained: read-only')).steps.at(-1)
    const value = 'arn:aws:iam::aws:policy/ReadOnlyAccess'
    expect(step).toMatchObject({ input: { policyArns: [value] } })
    expect(step?.facts).toContainEqual({ name: 'policy_arn', value, source: byClass })
    expect(planOf('web', classes('chained: read-only')).steps.at(-1)).toMatchObject({ input: { policyArns: [] } })
  })

  test('what takes no policy is refused, and the message names the setting', () => {
    expect(() => planOf('identity', classes('*: read-only'))).toThrow(
      expect.objectContaining({ code: 'read_only_impossible', message: expect.stringContaining('setting classes') }),
    )
  })
})
