import { createWebIdentityTrustPolicy } from '@awsx/sandbox'
import { describe, expect, test } from 'vitest'
import { startStory } from './support/story.ts'
import type { Story } from './support/story.ts'

const issuer = 'oidc.example.test/id'
const token = `eyJhbGciOiJSUzI1NiJ9.${'x'.repeat(80)}.signature`

function addWebIdentity({ world, productionAccountId: accountId }: Story): void {
  const tokens = [{ token, subject: 'job', audience: 'sts.amazonaws.com', expiresAt: Date.now() + 3_600_000 }]
  const provider = world.addWebIdentityProvider({ accountId, issuer, tokens })
  const trust = createWebIdentityTrustPolicy(provider.arn, issuer, 'job', 'sts.amazonaws.com')
  world.addRole({ accountId, roleName: 'Web', trust })
}

describe('web identity', () => {
  test('by file, also where awsx has no keys and no vault to open', async () => {
    const story = await startStory()
    addWebIdentity(story)
    const path = story.here.write('token.jwt', `${token}\n`)
    story.here.canaries.plant('web identity token', token)
    story.config(`[profile web]
role_arn = arn:aws:iam::123456789012:role/Web
web_identity_token_file = ${path}
`)
    const { code, stdout } = await story.here.run(['env', 'web', '--format', 'json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ AccountId: '123456789012', Profile: 'web' })
    expect(story.takeCalls()).toEqual(['AssumeRoleWithWebIdentity'])
    const locked = { AWSX_IDENTITY_FILE: undefined }
    expect(await story.here.run(['env', 'web', '--format', 'json'], { env: locked })).toMatchObject({ code: 0 })
  })

  test('by web_identity_token_process', async () => {
    const story = await startStory()
    addWebIdentity(story)
    const program = story.here.write('give-token', `#!/bin/sh\necho '${token}'\n`, 0o700)
    story.config(`[profile web]
role_arn = arn:aws:iam::123456789012:role/Web
web_identity_token_process = ${program} --audience sts
`)
    expect(await story.here.run(['env', 'web', '--format', 'json'])).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['AssumeRoleWithWebIdentity'])
  })
})

describe('credential_process', () => {
  function writeProcess({ here }: Story, output: Readonly<Record<string, unknown>>): string {
    here.write('credentials.json', JSON.stringify(output))
    return here.write('give-credentials', `#!/bin/sh\ncat ${here.home}/credentials.json\n`, 0o700)
  }

  test('temporary output is handed out as it is, and a role is assumed from it', async () => {
    const story = await startStory()
    story.config('[profile identity]\nmfa_serial = arn:aws:iam::234567890123:mfa/franklin\n')
    const args = ['credential-process', 'identity', ...story.withCode()]
    const given = JSON.parse((await story.here.run(args)).stdout) as Record<string, string>
    const program = writeProcess(story, given)
    story.config(`[profile other]
credential_process = ${program} one "two words"
[profile role]
source_profile = other
role_arn = arn:aws:iam::123456789012:role/WebAdmin
region = us-east-1
`)
    story.takeCalls()
    const other = await story.here.run(['env', 'other', '--format', 'json'])
    expect(JSON.parse(other.stdout)).toMatchObject({ AccessKeyId: given['AccessKeyId'] })
    expect(story.takeCalls()).toEqual([])
    expect(await story.here.run(['env', 'role'])).toMatchObject({ code: 0 })
    expect(story.takeCalls()).toEqual(['AssumeRole'])
  })

  test('long-term output buys an MFA session first', async () => {
    const story = await startStory()
    const { accessKeyId, secretAccessKey } = story.accessKey
    const program = writeProcess(story, { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey })
    story.config(`[profile other]
credential_process = ${program}
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
[profile role]
source_profile = other
role_arn = arn:aws:iam::123456789012:role/WebAdmin
`)
    const { code, stdout } = await story.here.run(['env', 'role', '--format', 'json', ...story.withCode()])
    expect(code).toBe(0)
    expect(stdout).toContain('ASIA')
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })

  test('A26 credproc-calls-awsx-itself: the line of the profile itself is not followed', async () => {
    const story = await startStory()
    const { here } = story
    story.config(`[profile identity]
credential_process = ${here.awsx} credential-process identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
`)
    expect(await here.run(['credential-process', 'identity', ...story.withCode()])).toMatchObject({
      code: 0,
      stderr: '',
    })
    expect(story.takeCalls()).toEqual(['GetSessionToken'])
  })

  test('A32 config-mode-0666: nothing of it is run', async () => {
    const story = await startStory()
    const program = story.here.write('touch-it', '#!/bin/sh\ntouch "$HOME/was-run"\n', 0o700)
    story.here.write('.aws/config', `[profile other]\ncredential_process = ${program}\n`, 0o666)
    const { code, stderr } = await story.here.run(['env', 'other'])
    expect(code).toBe(3)
    expect(stderr).toMatch(/awsx: error: .*\.aws\/config.*\nawsx: hint: /)
    expect((await story.here.runCommand(['test', '-e', 'was-run'])).code).toBe(1)
  })
})

test('keys of a file work and are warned of; those of the vault beat them', async () => {
  const story = await startStory()
  const { accessKeyId, secretAccessKey } = story.accessKey
  const pair = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  story.here.write(
    '.aws/credentials',
    `[plain]\n${pair}[identity]\n${pair.replace(accessKeyId, 'AKIAOTHEROTHEROTHER1')}`,
  )
  const serial = 'mfa_serial = arn:aws:iam::234567890123:mfa/franklin\n'
  story.config(`[profile plain]\n${serial}[profile identity]\n${serial}`)
  const plain = await story.here.run(['env', 'plain', ...story.withCode()])
  expect(plain.code).toBe(0)
  expect(plain.stderr).toMatch(/^awsx: warning: the keys of profile 'plain' are in clear in .*credentials:3\n$/)
  const vault = await story.here.run(['env', 'identity', '--refresh', ...story.withCode()])
  expect(vault.code).toBe(0)
  expect(vault.stderr).toMatch(
    /^awsx: warning: .*'identity' are in clear in .*credentials:6; those of the vault are used\n$/,
  )
  expect(story.sandbox.calls.at(-1)?.accessKeyId).toBe(accessKeyId)
})

test.each([
  [
    'IAM Identity Center',
    'sso_start_url = https://x.awsapps.com/start\nsso_region = us-east-1\nsso_account_id = 123456789012\nsso_role_name = A\n',
    'sso_',
  ],
  ['a console sign-in', 'login_session = arn:aws:iam::123456789012:user/jo\n', 'login_session'],
  [
    'credential_source',
    'role_arn = arn:aws:iam::123456789012:role/A\ncredential_source = Ec2InstanceMetadata\n',
    'credential_source',
  ],
])('%s is not there yet: exit 3, and explain names it', async (_, settings, word) => {
  const story = await startStory()
  story.config(`[profile later]\n${settings}`)
  const env = await story.here.run(['env', 'later', '--shell', 'bash'])
  expect(env).toMatchObject({ code: 3, stdout: 'false\n' })
  expect(env.stderr).toMatch(/^awsx: error: profile 'later' needs .*\nawsx: hint: awsx explain later shows/)
  expect(env.stderr).toContain(word)
  const explained = await story.here.run(['explain', 'later'])
  expect(explained.code).toBe(0)
  expect(explained.stdout).toContain('not possible yet')
  expect(explained.stdout).toMatch(/config:\d+/)
  expect(story.takeCalls()).toEqual([])
})
