import { describe, expect, test } from 'vitest'
import { followSources, type SourceChain } from './source-chain.ts'
import { contextOf, storedKey, type TestContext } from './test-world.ts'

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`

function follow(config: string, name: string, given: TestContext = {}): SourceChain {
  return followSources(contextOf(config, given), name)
}

function rolesOf(chain: SourceChain): (string | undefined)[] {
  return chain.roles.map(({ roleArn }) => roleArn?.value)
}

/** `p0` assumes a role from `p1`, and so on down to `identity`. */
function chainOf(depth: number): string {
  const profiles = Array.from({ length: depth }, (_, at) => {
    const source = at === depth - 1 ? 'identity' : `p${at + 1}`
    return `[profile p${at}]\nrole_arn = ${role(`R${at}`)}\nsource_profile = ${source}\n`
  })
  return profiles.join('')
}

describe('source_profile', () => {
  test.each([1, 2, 20, 50])('A21 chain-depth-50: %i roles, the one nearest to the keys first', (depth) => {
    const chain = follow(chainOf(depth), 'p0', { keys: [storedKey()] })
    expect(rolesOf(chain)).toEqual(Array.from({ length: depth }, (_, at) => role(`R${depth - 1 - at}`)))
    expect(chain.base.name).toBe('identity')
    expect(chain.profiles).toHaveLength(depth + 1)
  })

  test('A19 source-profile-self-loop: the role is assumed with the own keys', () => {
    const config = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = a\n`
    const chain = follow(config, 'a', { keys: [storedKey({ profile: 'a' })] })
    expect(chain).toMatchObject({ base: { name: 'a' }, source: { kind: 'stored' } })
    expect(rolesOf(chain)).toEqual([role('A')])
    expect(() => follow(config, 'a')).toThrow(
      expect.objectContaining({ code: 'credentials_missing', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('A19 source-profile-self-loop further down', () => {
    const config = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = b\n[profile b]\nrole_arn = ${role('B')}\nsource_profile = b\n`
    expect(() => follow(config, 'a')).toThrow(expect.objectContaining({ code: 'credentials_missing' }))
    const keys = '[b]\naws_access_key_id = K\naws_secret_access_key = k\n'
    expect(rolesOf(follow(config, 'a', { credentials: keys }))).toEqual([role('A')])
  })

  test('A20 source-profile-2-cycle is named in full, with file and line', () => {
    const config = ['a', 'b', 'c']
      .map((name, at) => `[profile ${name}]\nrole_arn = ${role(name)}\nsource_profile = ${'bcb'[at]}\n`)
      .join('')
    expect(() => follow(config, 'a')).toThrow(
      expect.objectContaining({
        code: 'source_cycle',
        message: 'source_profile goes in a circle: a -> b -> c -> b (/aws/config:9)',
      }),
    )
  })

  test('keys in a circle end it', () => {
    const config = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = b\n[profile b]\nrole_arn = ${role('B')}\nsource_profile = a\n`
    expect(rolesOf(follow(config, 'a', { keys: [storedKey({ profile: 'b' })] }))).toEqual([role('A')])
  })

  test('A1 sec-proto: a source named __proto__ is looked up like others', () => {
    const config = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = __proto__\n`
    expect(() => follow(config, 'a')).toThrow(expect.objectContaining({ code: 'profile_not_found' }))
    expect(follow(config, 'a', { keys: [storedKey({ profile: '__proto__' })] }).base.name).toBe('__proto__')
  })

  test('a source that does not exist says who names it; the vault counts for the nearest names', () => {
    const config = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = identit\n`
    expect(() => follow(config, 'a', { keys: [storedKey()] })).toThrow(
      expect.objectContaining({
        code: 'profile_not_found',
        message: "there is no profile 'identit' (named in /aws/config:3)",
        hint: 'did you mean identity?',
      }),
    )
  })
})

describe('which credentials a profile has', () => {
  const files = '[a]\naws_access_key_id = FILE\naws_secret_access_key = f\n'
  const roleA = `[profile a]\nrole_arn = ${role('A')}\nsource_profile = identity\n`

  test('role_arn wins over static keys in the selected profile', () => {
    const chain = follow(roleA, 'a', { credentials: files, keys: [storedKey(), storedKey({ profile: 'a' })] })
    expect(chain.base.name).toBe('identity')
  })

  test('static keys win over role_arn in a source profile', () => {
    const config = `${roleA}[profile b]\nrole_arn = ${role('B')}\nsource_profile = a\n`
    const inFile = follow(config, 'b', { credentials: files, keys: [storedKey()] })
    expect(inFile).toMatchObject({ base: { name: 'a' }, source: { kind: 'static' } })
    expect(rolesOf(inFile)).toEqual([role('B')])
    expect(follow(config, 'b', { keys: [storedKey({ profile: 'a' })] })).toMatchObject({ source: { kind: 'stored' } })
  })

  test('keys in the vault beat keys in files', () => {
    const chain = follow('', 'a', { credentials: files, keys: [storedKey({ profile: 'a' })] })
    expect(chain.source).toMatchObject({ kind: 'stored', key: { accessKeyId: 'AKIAFRANKLIN00000000' } })
  })

  test('keys in the vault need no section in a file', () => {
    expect(follow('', 'identity', { keys: [storedKey()] }).source.kind).toBe('stored')
  })

  test('static keys are read from either file', () => {
    const inConfig = '[profile a]\naws_access_key_id = CONFIG\naws_secret_access_key = c\n'
    expect(follow(inConfig, 'a').source).toMatchObject({ kind: 'static', accessKeyId: { value: 'CONFIG' } })
    expect(follow('', 'a', { credentials: files }).source).toMatchObject({ accessKeyId: { value: 'FILE' } })
    expect(follow(inConfig, 'a', { credentials: files }).source).toMatchObject({ accessKeyId: { value: 'FILE' } })
  })

  test.each(['aws_access_key_id = K', 'aws_secret_access_key = s'])('half a key is an error: %s', (line) => {
    const error = expect.objectContaining({
      code: 'config_invalid',
      message: "profile 'a' has half a key (/aws/config:2)",
    })
    expect(() => follow(`[profile a]\n${line}\n`, 'a')).toThrow(error)
  })

  test('a key whose halves are swapped is an error that shows neither', () => {
    const secret = 'wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY'
    const text = `[profile a]\naws_access_key_id = ${secret}\naws_secret_access_key = AKIAIOSFODNN7EXAMPLE`
    const message = "the access key id and the secret of profile 'a' are swapped (/aws/config:2)"
    expect(() => follow(text, 'a')).toThrow(expect.objectContaining({ code: 'config_invalid', message }))
  })

  test('half a key beside a role that is assumed is nobody’s business', () => {
    const config = `${roleA}aws_access_key_id = K\n`
    expect(follow(config, 'a', { keys: [storedKey()] }).base.name).toBe('identity')
  })

  test('A22 both-source-and-credential_source exclude each other', () => {
    expect(() => follow(`${roleA}credential_source = Environment\n`, 'a')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:4') }),
    )
  })

  test('no credentials at all is an error with the place and the command', () => {
    expect(() => follow('[profile a]\nregion = eu-west-1\n', 'a')).toThrow(
      expect.objectContaining({
        code: 'credentials_missing',
        message: "profile 'a' has no credentials (/aws/config:1)",
        hint: 'awsx add a',
      }),
    )
  })

  test('A26 credproc-calls-awsx-itself is not followed', () => {
    const config = '[profile identity]\ncredential_process = /opt/awsx credential-process identity\n'
    expect(() => follow(config, 'identity')).toThrow(expect.objectContaining({ code: 'credentials_missing' }))
    expect(follow(config, 'identity', { keys: [storedKey()] }).source.kind).toBe('stored')
    const other = '[profile web]\ncredential_process = /opt/awsx credential-process identity\n'
    expect(follow(other, 'web').source.kind).toBe('process')
  })

  test('awsx_role_arn and awsx_source_profile beside credential_process for other tools', () => {
    const config = `[profile web]
credential_process = /opt/awsx credential-process web
awsx_role_arn = ${role('W')}
awsx_source_profile = identity
`
    expect(rolesOf(follow(config, 'web', { keys: [storedKey()] }))).toEqual([role('W')])
  })

  test('include_profile may bring the role and the source', () => {
    const config = `[profile a]\ninclude_profile = b\n[profile b]\nrole_arn = ${role('B')}\nsource_profile = identity\n`
    expect(follow(config, 'a', { keys: [storedKey()] })).toMatchObject({
      base: { name: 'identity' },
      target: { name: 'a' },
    })
  })

  test('credentials of [default] are nobody else’s', () => {
    const credentials = '[default]\naws_access_key_id = K\naws_secret_access_key = k\n'
    expect(() => follow('[profile a]\n', 'a', { credentials })).toThrow(
      expect.objectContaining({ code: 'credentials_missing' }),
    )
    expect(follow('', 'default', { credentials }).source.kind).toBe('static')
  })
})

describe('sources that come later', () => {
  const session = '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\n'

  test.each([
    ['sso_session', `sso_session = corp\nsso_account_id = 123456789012\nsso_role_name = A`, 'GetRoleCredentials'],
    ['sso_start_url', 'sso_start_url = https://corp.awsapps.com/start', 'GetRoleCredentials'],
    [
      'awsx_sso_*',
      'credential_process = awsx credential-process a\nawsx_sso_session = corp\nawsx_sso_account_id = 1',
      'GetRoleCredentials',
    ],
    ['awsx_sso_account_id', 'awsx_sso_account_id = 1', 'GetRoleCredentials'],
    ['login_session', 'login_session = arn:aws:iam::123456789012:user/x', 'CreateOAuth2Token'],
    ['SAML', `saml_role_arn = ${role('A')}`, 'AssumeRoleWithSAML'],
    ['credential_source', `role_arn = ${role('A')}\ncredential_source = Ec2InstanceMetadata`, 'CredentialSource'],
  ])('%s is known', (_case, lines, api) => {
    expect(follow(`[profile a]\n${lines}\n${session}`, 'a').source).toMatchObject({ kind: 'later', api })
  })

  test.each([
    ['credential_source', `role_arn = ${role('A')}\ncredential_source = Environment`],
    ['sso_* in the same section', `awsx_role_arn = ${role('A')}\nsso_session = corp`],
  ])('the role on top of %s is in the chain', (_case, lines) => {
    expect(rolesOf(follow(`[profile a]\n${lines}\n${session}`, 'a'))).toEqual([role('A')])
  })

  test('A23 sso-session-missing: an error with file, line and the nearest name', () => {
    expect(() => follow(`[profile a]\nsso_session = corpo\n${session}`, 'a')).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: expect.stringMatching(/does not exist; did you mean corp\?.*\/aws\/config:2/),
      }),
    )
  })
})

describe('a locked vault', () => {
  const locked: TestContext = { keys: null }

  test('is taken to hold the keys only where nothing else gives credentials', () => {
    expect(follow('[profile a]\n', 'a', locked).source).toEqual({ kind: 'stored', key: null })
    expect(follow('', 'nowhere', locked).source).toEqual({ kind: 'stored', key: null })
    expect(follow('[profile a]\ncredential_process = tool\n', 'a', locked).source.kind).toBe('process')
    expect(follow(`[profile a]\nrole_arn = ${role('A')}\n`, 'a', locked).source).toEqual({ kind: 'stored', key: null })
  })

  test('an open one that has no keys for the role is an error', () => {
    expect(() => follow(`[profile a]\nrole_arn = ${role('A')}\n`, 'a')).toThrow(
      expect.objectContaining({ code: 'credentials_missing' }),
    )
  })
})
