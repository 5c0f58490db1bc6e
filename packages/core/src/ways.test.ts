import { describe, expect, test } from 'vitest'
import type { Step } from './plan.ts'
import { apis, durations, fileKeys, mfaKey, ops, plan, roleProfile, web } from './test-plans.ts'
import { franklinMfa, storedKey, type TestContext } from './test-world.ts'

describe('roles without MFA', () => {
  test('are assumed from the keys: a session would only cap them at 1 h', () => {
    const { steps, direct, warnings } = plan(`${roleProfile}duration_seconds = 43200\n`, 'web')
    expect(apis(steps)).toEqual(['StoredKeys', 'AssumeRole'])
    expect(durations(steps)).toEqual([null, 43_200])
    expect([direct, warnings]).toEqual([null, []])
  })

  test('a role assumed from a role gets 1 h, and the plan says so', () => {
    const config = `[profile ops]\nrole_arn = ${ops}\nsource_profile = web\nduration_seconds = 7200\n${roleProfile}duration_seconds = 7200\n`
    const { steps, warnings } = plan(config, 'ops')
    expect(durations(steps)).toEqual([null, 7200, 3600])
    expect(warnings).toEqual([expect.stringContaining(`AWS gives role ${ops} one hour, not 7200s`)])
    expect(steps[2]?.facts).toContainEqual(
      expect.objectContaining({ name: 'duration_seconds', value: '3600 (asked for 7200)' }),
    )
  })

  test('temporary keys cap the first role too', () => {
    const given = { keys: [], credentials: `${fileKeys}aws_session_token = t\n` }
    const { steps, warnings } = plan(`${roleProfile}duration_seconds = 7200\n`, 'web', given)
    expect(apis(steps)).toEqual(['StaticKeys', 'AssumeRole'])
    expect(durations(steps)).toEqual([null, 3600])
    expect(warnings).toHaveLength(1)
  })

  test.each([20, 50])('A21 chain-depth-50: %i roles', (depth) => {
    const config = Array.from(
      { length: depth },
      (_, at) =>
        `[profile p${at}]\nrole_arn = ${web}${at}\nsource_profile = ${at === depth - 1 ? 'identity' : `p${at + 1}`}\n`,
    ).join('')
    const { steps } = plan(config, 'p0', { keys: [mfaKey] })
    expect(steps).toHaveLength(depth + 2)
    expect(steps.at(-1)).toMatchObject({ profile: 'p0', input: { roleArn: `${web}0` } })
  })
})

describe('roles with MFA', () => {
  const given: TestContext = { keys: [mfaKey] }

  test('one code serves every role: it buys a session first', () => {
    const { steps, direct } = plan(roleProfile, 'web', given)
    expect(apis(steps)).toEqual(['StoredKeys', 'GetSessionToken', 'AssumeRole'])
    expect(steps[2]).toMatchObject({ input: { serialNumber: null }, mfa: null })
    expect(direct).toBeNull()
  })

  test("mfa_serial of the role's profile or of its source gives the same session", () => {
    const ofRole = plan(`${roleProfile}mfa_serial = ${franklinMfa}\n`, 'web')
    const ofSource = plan(`${roleProfile}[profile identity]\nmfa_serial = ${franklinMfa}\n`, 'web')
    const inputs = [ofRole, ofSource, plan(roleProfile, 'web', given)].map(({ steps }) => {
      const step = steps[1]
      return step?.api === 'GetSessionToken' ? step.input : null
    })
    expect(inputs[0]).toMatchObject({ serialNumber: franklinMfa })
    expect(new Set(inputs.map((input) => JSON.stringify(input))).size).toBe(1)
  })

  test('more than 1 h: both ways are planned, and which one it is shows when it is carried out', () => {
    const { steps, direct, warnings } = plan(`${roleProfile}duration_seconds = 14400\n`, 'web', given)
    expect(apis(steps)).toEqual(['StoredKeys', 'GetSessionToken', 'AssumeRole'])
    expect(durations(steps)).toEqual([null, 43_200, 3600])
    expect(apis(direct)).toEqual(['StoredKeys', 'AssumeRole'])
    expect(direct?.[1]).toMatchObject({
      input: { durationSeconds: 14_400, serialNumber: franklinMfa },
      mfa: { serialNumber: franklinMfa },
    })
    expect(warnings).toEqual([])
  })

  test('awsx_mfa = direct | session decides, also on the source', () => {
    const long = `${roleProfile}duration_seconds = 14400\n`
    const direct = plan(`${long}awsx_mfa = direct\n`, 'web', given)
    expect(apis(direct.steps)).toEqual(['StoredKeys', 'AssumeRole'])
    expect(direct.steps[1]).toMatchObject({ input: { serialNumber: franklinMfa, durationSeconds: 14_400 } })
    expect(direct.direct).toBeNull()
    const session = plan(`${long}[profile identity]\nawsx_mfa = session\n`, 'web', given)
    expect(durations(session.steps)).toEqual([null, 43_200, 3600])
    expect([session.direct, session.warnings]).toEqual([null, [expect.stringContaining('one hour, not 14400s')]])
    expect(apis(plan(`${roleProfile}awsx_mfa = direct\n`, 'web', given).steps)).toEqual(['StoredKeys', 'AssumeRole'])
    expect(() => plan(`${roleProfile}awsx_mfa = maybe\n`, 'web', given)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:4') }),
    )
  })

  test('every step tells the settings that made it, whichever way', () => {
    const names = (steps: readonly Step[] | null) => (steps ?? []).map(({ facts }) => facts.map(({ name }) => name))
    const role = ['role_arn', 'role_session_name', 'duration_seconds', 'region']
    const { steps, direct } = plan(`${roleProfile}duration_seconds = 14400\n`, 'web', given)
    expect(names(steps)).toEqual([['aws_access_key_id'], ['mfa_serial', 'session_duration', 'region'], role])
    expect(names(direct)).toEqual([['aws_access_key_id'], [...role, 'mfa_serial']])
    const wish = `${roleProfile}duration_seconds = 14400\nawsx_mfa = `
    expect(names(plan(`${wish}session\n`, 'web', given).steps)[2]).toEqual([...role, 'awsx_mfa'])
    expect(names(plan(`${wish}direct\n`, 'web', given).steps)[1]).toEqual([...role, 'mfa_serial', 'awsx_mfa'])
  })

  test('--no-session puts the code into AssumeRole', () => {
    const { steps } = plan(roleProfile, 'web', { ...given, flags: { noSession: true } })
    expect(apis(steps)).toEqual(['StoredKeys', 'AssumeRole'])
    expect(steps[1]).toMatchObject({ mfa: { serialNumber: franklinMfa } })
  })

  test("the session is asked for in the keys' region, else the partition's default, never in the role's", () => {
    const sessionRegion = (config: string, more: TestContext = {}) => {
      const step = plan(config, 'web', { ...given, ...more }).steps[1]
      return step?.api === 'GetSessionToken' ? step.input.endpoint.region : null
    }
    const inRegion = `${roleProfile}region = eu-west-1\n`
    expect(sessionRegion(inRegion)).toBe('us-east-1')
    expect(sessionRegion(`${inRegion}[profile identity]\nregion = eu-west-2\n`)).toBe('eu-west-2')
    expect(sessionRegion(inRegion, { flags: { region: 'sa-east-1' } })).toBe('us-east-1')
    expect(sessionRegion(inRegion, { environment: { AWS_REGION: 'sa-east-1' } })).toBe('us-east-1')
    expect(sessionRegion(inRegion, { keys: [{ ...mfaKey, region: 'eu-west-3' }] })).toBe('eu-west-3')
  })

  test('the partition of the keys: their ARN, the serial, the role, the region of add', () => {
    const cnMfa = 'arn:aws-cn:iam::234567890123:mfa/f'
    const unknown = storedKey({ arn: null, accountId: null })
    const region = (config: string, more: TestContext, name = 'identity') => {
      const step = plan(config, name, more).steps[1]
      return step?.api === 'GetSessionToken' ? step.input.endpoint.region : null
    }
    const cnArn = 'arn:aws-cn:iam::234567890123:user/f'
    expect(region('', { keys: [storedKey({ arn: cnArn })] })).toBe('cn-north-1')
    expect(region('', { keys: [storedKey({ arn: 'arn:aws-us-gov:iam::234567890123:root' })] })).toBe('us-gov-west-1')
    expect(region('', { keys: [{ ...unknown, mfaSerial: cnMfa }] })).toBe('cn-north-1')
    expect(region('', { keys: [{ ...unknown, region: 'cn-northwest-1' }] })).toBe('cn-northwest-1')
    expect(region('', { keys: [unknown], flags: { region: 'cn-northwest-1' } })).toBe('cn-north-1')
    const cnRole = roleProfile.replace('arn:aws:', 'arn:aws-cn:')
    expect(region(cnRole, { keys: [{ ...unknown, mfaSerial: 'GAHT12345678' }] }, 'web')).toBe('cn-north-1')
  })
})

describe('credential_process', () => {
  const process = '[profile identity]\ncredential_process = tool "a b"\n'

  test('long-term output is treated as keys: a session, with MFA where there is a serial', () => {
    const alone = plan(process, 'identity', { keys: [] })
    expect(apis(alone.steps)).toEqual(['CredentialProcess', 'GetSessionToken'])
    expect(alone.steps[1]?.facts.map(({ name }) => name)).toEqual(['session_duration', 'region', 'only'])
    expect(plan('', 'identity').steps[1]?.facts.map(({ name }) => name)).toEqual(['session_duration', 'region'])
    const chained = plan(`${process}mfa_serial = ${franklinMfa}\n${roleProfile}`, 'web', { keys: [] })
    expect(apis(chained.steps)).toEqual(['CredentialProcess', 'GetSessionToken', 'AssumeRole'])
    expect(apis(plan(process, 'identity', { keys: [], flags: { noSession: true } }).steps)).toEqual([
      'CredentialProcess',
    ])
  })

  test('without a serial a role is asked for as long as it says: the output may be long-term keys', () => {
    const { steps } = plan(`${process}${roleProfile}duration_seconds = 7200\n`, 'web', { keys: [] })
    expect(apis(steps)).toEqual(['CredentialProcess', 'AssumeRole'])
    expect(durations(steps)).toEqual([null, 7200])
  })

  test('the step names argv, file and line', () => {
    expect(plan(process, 'identity', { keys: [] }).steps[0]).toMatchObject({
      program: { argv: ['tool', 'a b'], origin: { file: '/aws/config', line: 2 } },
      facts: [{ name: 'credential_process', source: { kind: 'file', line: 2 } }],
    })
  })
})
