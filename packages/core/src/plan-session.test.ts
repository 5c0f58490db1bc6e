import { describe, expect, test } from 'vitest'
import type { Step } from './plan.ts'
import { apis, durations, fileKeys, mfaKey, ops, plan, roleProfile, web } from './test-plans.ts'
import { franklinMfa, storedKey, type TestContext } from './test-world.ts'

describe('web identity', () => {
  const ci = `[profile ci]\nrole_arn = ${web}\nweb_identity_token_file = /token\n`

  test('role, token and every limit', () => {
    const lines = `duration_seconds = 7200\nrole_session_name = build\nawsx_policy = {}\nawsx_policy_arns = arn:aws:iam::aws:policy/A\nregion = eu-west-1\n`
    const { steps, needsVault } = plan(`${ci}${lines}`, 'ci', { flags: { readOnly: true } })
    expect(steps).toMatchObject([
      {
        api: 'AssumeRoleWithWebIdentity',
        input: {
          endpoint: { region: 'eu-west-1' },
          roleArn: web,
          roleSessionName: 'build',
          durationSeconds: 7200,
          policy: '{}',
          policyArns: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/ReadOnlyAccess'],
        },
        token: { kind: 'file', path: '/token' },
      },
    ])
    expect(needsVault).toBe(false)
  })

  test('web_identity_token_process is split into argv', () => {
    const { steps } = plan(ci.replace('token_file = /token', 'token_process = tok "a b"'), 'ci')
    expect(steps[0]).toMatchObject({ token: { kind: 'process', program: { argv: ['tok', 'a b'] } } })
  })

  test('as a source its roles are chained: 1 h', () => {
    const config = `${ci}duration_seconds = 7200\n[profile ops]\nrole_arn = ${ops}\nsource_profile = ci\nduration_seconds = 7200\n`
    const { steps, warnings } = plan(config, 'ops')
    expect(apis(steps)).toEqual(['AssumeRoleWithWebIdentity', 'AssumeRole'])
    expect(durations(steps)).toEqual([7200, 3600])
    expect(warnings).toHaveLength(1)
  })

  test.each([899, 43_201])('--duration of %i s is refused', (durationSeconds) => {
    expect(() => plan(ci, 'ci', { flags: { durationSeconds } })).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test('C75 arn-newline', () => {
    expect(() => plan(`[profile ci]\nrole_arn = ${web}\n  x\nweb_identity_token_file = /t\n`, 'ci')).toThrow(
      expect.objectContaining({ code: 'config_invalid' }),
    )
  })
})

describe('sources that come later', () => {
  test.each([
    ['sso_session = corp', 'GetRoleCredentials', 'IAM Identity Center'],
    ['awsx_sso_session = corp', 'GetRoleCredentials', 'IAM Identity Center'],
    ['login_session = x', 'CreateOAuth2Token', 'login_session'],
    ['saml_role_arn = x', 'AssumeRoleWithSAML', 'SAML'],
    [`role_arn = ${web}\ncredential_source = EcsContainer`, 'CredentialSource', 'credential_source = EcsContainer'],
  ])('%s: the plan names it', (lines, api, why) => {
    const config = `[profile p]\n${lines}\n[sso-session corp]\n`
    for (const keys of [[], null]) {
      const { steps, needsVault } = plan(config, 'p', { keys })
      expect(steps[0]).toMatchObject({
        api,
        why: expect.stringContaining(why),
        facts: [{ source: { file: '/aws/config' } }],
      })
      expect(needsVault).toBe(false)
    }
  })
})

describe('aws_account_id', () => {
  test('is checked against what the plan knows already: nothing is asked in vain', () => {
    const mismatch = (what: string) =>
      expect.objectContaining({ code: 'account_mismatch', message: expect.stringContaining(what) })
    expect(() => plan(`${roleProfile}aws_account_id = 999999999999\n`, 'web')).toThrow(
      mismatch('the role is of account 123456789012'),
    )
    expect(() => plan('[profile identity]\naws_account_id = 999999999999\n', 'identity')).toThrow(
      mismatch('the keys are of account 234567890123'),
    )
    const { expectedAccountId } = plan(`${roleProfile}aws_account_id = 123456789012\n`, 'web')
    expect(expectedAccountId).toMatchObject({ value: '123456789012', source: { kind: 'file', line: 4 } })
  })

  test('is of the profile itself, not of its source or a role on top', () => {
    const onSource = plan(`${roleProfile}[profile identity]\naws_account_id = 234567890123\n`, 'web')
    expect(onSource.expectedAccountId).toBeNull()
    const flags = { roleArn: 'arn:aws:iam::999999999999:role/Top' }
    expect(plan(`${roleProfile}aws_account_id = 123456789012\n`, 'web', { flags }).expectedAccountId).toBeNull()
  })

  test.each([
    ['C76 account-11-digits', '12345678901'],
    ['C77 account-unicode-digits', '１２３４５６７８９０１２'],
  ])('%s is refused', (_case, account) => {
    expect(() => plan(`${roleProfile}aws_account_id = ${account}\n`, 'web')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:4') }),
    )
  })
})

describe('--read-only', () => {
  const flags = { readOnly: true }
  const arnsOf = (step: Step | undefined) => (step?.api === 'AssumeRole' ? step.input.policyArns : null)

  test('limits the last role only, in its partition', () => {
    const config = `[profile ops]\nrole_arn = ${ops}\nsource_profile = web\n${roleProfile}`
    const { steps } = plan(config, 'ops', { flags })
    expect(steps.map(arnsOf)).toEqual([null, [], ['arn:aws:iam::aws:policy/ReadOnlyAccess']])
    const cn = roleProfile.replace('arn:aws:', 'arn:aws-us-gov:')
    const gov = plan(cn, 'web', { flags, keys: [storedKey({ arn: null })] })
    expect(arnsOf(gov.steps.at(-1))).toEqual(['arn:aws-us-gov:iam::aws:policy/ReadOnlyAccess'])
  })

  test('limits both ways of a long role, and a role on top', () => {
    const { steps, direct } = plan(`${roleProfile}duration_seconds = 7200\n`, 'web', { flags, keys: [mfaKey] })
    expect([arnsOf(steps.at(-1)), arnsOf(direct?.at(-1))]).toEqual([
      ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
      ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    ])
    const top = plan('', 'identity', { flags: { ...flags, roleArn: ops } })
    expect(arnsOf(top.steps.at(-1))).toEqual(['arn:aws:iam::aws:policy/ReadOnlyAccess'])
  })

  test.each<[string, string, TestContext]>([
    ['GetSessionToken', '', {}],
    ['long-term keys', '', { flags: { ...flags, noSession: true } }],
    ['a program', '[profile identity]\ncredential_process = tool\n', { keys: [] }],
    ['Identity Center', '[profile identity]\nsso_start_url = https://x\n', { keys: [] }],
  ])('%s takes no policy: an error, exit 3', (_case, config, given) => {
    expect(() => plan(config, 'identity', { flags, ...given })).toThrow(
      expect.objectContaining({ code: 'read_only_impossible' }),
    )
  })
})

describe('a locked vault', () => {
  const locked: TestContext = { keys: null }

  test('the plan has a placeholder and says that the vault is needed', () => {
    const { steps, needsVault } = plan(`${roleProfile}[profile identity]\nmfa_serial = ${franklinMfa}\n`, 'web', locked)
    expect(needsVault).toBe(true)
    expect(steps[0]).toMatchObject({
      api: 'StoredKeys',
      accessKeyId: null,
      facts: [{ name: 'aws_access_key_id', value: 'locked', source: { kind: 'vault' } }],
    })
    expect(apis(steps)).toEqual(['StoredKeys', 'GetSessionToken', 'AssumeRole'])
  })

  test('is needed wherever keys in it would win', () => {
    const ci = `[profile ci]\nrole_arn = ${web}\nweb_identity_token_file = /token\n`
    const onTop = `${ci}[profile ops]\nrole_arn = ${ops}\nsource_profile = ci\n`
    expect(plan('', 'identity', { ...locked, credentials: fileKeys }).needsVault).toBe(true)
    expect(plan('[profile identity]\ncredential_process = tool\n', 'identity', locked).needsVault).toBe(true)
    expect(plan(ci, 'ci', locked).needsVault).toBe(false)
    expect(plan(onTop, 'ops', locked).needsVault).toBe(true)
  })

  test('an open or absent one is not needed', () => {
    expect(plan(roleProfile, 'web').needsVault).toBe(false)
    expect(plan('', 'identity', { keys: [], credentials: fileKeys }).needsVault).toBe(false)
  })

  test('a name that no file has may be in it: the plan says so', () => {
    expect(plan('', 'idenity', locked).warnings).toEqual([
      "no file has a profile 'idenity'; the vault may, but it is locked",
    ])
    expect(plan(roleProfile, 'web', locked).warnings).toEqual([])
    expect(() => plan('', 'idenity')).toThrow(
      expect.objectContaining({ code: 'profile_not_found', hint: 'did you mean identity?' }),
    )
  })
})

describe('warnings', () => {
  test('keys in a file are in clear, also beside those of the vault, which win', () => {
    expect(plan('', 'identity', { keys: [], credentials: fileKeys }).warnings).toEqual([
      "the keys of profile 'identity' are in clear in /aws/credentials:3",
    ])
    const both = plan(roleProfile, 'web', { credentials: fileKeys })
    expect(both.steps[0]).toMatchObject({ api: 'StoredKeys', accessKeyId: 'AKIAFRANKLIN00000000' })
    expect(both.warnings).toEqual([
      "the keys of profile 'identity' are in clear in /aws/credentials:3; those of the vault are used",
    ])
  })
})

describe('the rest of the plan', () => {
  test('region and environment are those of the profile asked for', () => {
    const config = `${roleProfile}region = eu-west-1\nretry_mode = standard\n[profile identity]\nregion = eu-west-2\nmax_attempts = 7\n`
    const { region, regionFact, environment } = plan(config, 'web')
    expect(region).toBe('eu-west-1')
    expect(regionFact?.source).toMatchObject({ kind: 'file', line: 4 })
    expect(environment).toEqual({ AWS_RETRY_MODE: 'standard' })
  })

  test('without a region there is none for the child, and STS is asked in the default one', () => {
    const { region, regionFact, endpoint } = plan(roleProfile, 'web')
    expect([region, regionFact, endpoint.region]).toEqual([null, null, 'us-east-1'])
  })

  test('GetCallerIdentity is asked where the last call is sent, or where the keys are at home', () => {
    const config = `${roleProfile}endpoint_url = https://role.example\nregion = eu-west-1\n`
    expect(plan(config, 'web').endpoint).toMatchObject({ url: 'https://role.example', region: 'eu-west-1' })
    const cn = storedKey({ arn: 'arn:aws-cn:iam::234567890123:user/f' })
    expect(plan('', 'identity', { keys: [cn], flags: { noSession: true } }).endpoint.region).toBe('cn-north-1')
  })

  test('no secret is in a plan', () => {
    const found = plan(roleProfile, 'web', { keys: [], credentials: fileKeys.replace('= file', '= hunter2') })
    expect(JSON.stringify(found)).not.toContain('hunter2')
  })
})
