import { createWebIdentityTrustPolicy } from '@awsx/sandbox'
import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { EnvironmentChange } from '../harness/index.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { tutorialConfig } from './support/story.ts'

const issuer = 'oidc.example.test/id'
const token = `eyJhbGciOiJSUzI1NiJ9.${'x'.repeat(80)}.signature`

/** One question to awsx: its words, and what is special around it. */
interface Case {
  readonly args: readonly string[]
  readonly env?: EnvironmentChange
  /** Below the home. */
  readonly folder?: string
}

let story: OpenAgentStory

beforeEach(async () => {
  story = await startOpenAgentStory()
  const { here, world, productionAccountId: accountId } = story
  const tokens = [{ token, subject: 'job', audience: 'sts.amazonaws.com', expiresAt: Date.now() + 3_600_000 }]
  const provider = world.addWebIdentityProvider({ accountId, issuer, tokens })
  world.addRole({
    accountId,
    roleName: 'Web',
    trust: createWebIdentityTrustPolicy(provider.arn, issuer, 'job', 'sts.amazonaws.com'),
  })
  here.write('token.jwt', `${token}\n`)
  const where = (name: string): string => `#!/bin/sh
printf '{"Version":1,"AccessKeyId":"ASIA0000000000000001","SecretAccessKey":"%040d","SessionToken":"${name}%s"}' 7 "$PWD"
`
  for (const bin of ['one', 'two']) here.write(`${bin}/where`, where(bin), 0o755)
  mkdirSync(join(here.home, 'below'))
  here.write(
    '.aws/config',
    `${tutorialConfig}
[profile where]
credential_process = where am i
region = eu-west-1

[profile web]
role_arn = arn:aws:iam::123456789012:role/Web
web_identity_token_file = ${here.home}/token.jwt

[profile circle]
role_arn = arn:aws:iam::123456789012:role/WebAdmin
source_profile = circle-two

[profile circle-two]
role_arn = arn:aws:iam::123456789012:role/WebAdmin
source_profile = circle

[profile endpoint]
region = us-east-1
endpoint_url = https://sts.example.test
credential_process = where am i
`,
  )
  here.write('other/config', '[profile other]\ncredential_process = where am i\nregion = eu-north-1\n')
})

/** What the agent's answer and the answer without it are; the same, or the test says where not. */
async function compare({ args, env = {}, folder = '.' }: Case): Promise<{ code: number | null; stdout: string }> {
  const { here, byAgent } = story
  const cwd = join(here.home, folder)
  const [words, command] = args.includes('--')
    ? [args.slice(0, args.indexOf('--')), args.slice(args.indexOf('--'))]
    : [args, []]
  const agent = await here.run([...words, ...command], { env: { ...env, ...byAgent }, cwd })
  const alone = await here.run([...words, '--no-agent', ...command], { env, cwd })
  expect({ args, ...agent, stdout: mask(agent.stdout) }).toEqual({ args, ...alone, stdout: mask(alone.stdout) })
  return agent
}

/** A web identity's sessions are not kept, so each is another one. */
function mask(stdout: string): string {
  if (!stdout.includes('"Profile": "web"')) return stdout
  return stdout.replaceAll(/"(AccessKeyId|SecretAccessKey|SessionToken|Expiration)": "[^"]+"/g, '"$1": "…"')
}

async function requests(): Promise<number> {
  return (await story.agent())?.requests ?? 0
}

describe('the answer is the same as without the agent', () => {
  test('a role chain', async () => {
    const made = await story.here.run(['env', 'web-admin', ...story.withCode()], { env: story.byAgent })
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(await story.here.run(['env', 'identity'], { env: story.byAgent })).toMatchObject({ code: 0 })
    story.takeCalls()
    const before = await requests()
    for (const args of [
      ['env', 'web-admin', '--shell', 'fish'],
      ['env', 'web-admin', '--format', 'json'],
      ['env', 'web-admin', '--format', 'dotenv', '--region', 'ap-south-1'],
      ['credential-process', 'web-admin'],
      ['credential-process', 'identity'],
      ['exec', 'web-admin', '--', 'sh', '-c', 'env | grep ^AWS | grep -v IDENTITY_FILE | sort; exit 42'],
      ['explain', 'web-admin', '--json'],
      ['list', '--json'],
      ['status', '--json'],
    ]) {
      await compare({ args })
    }
    expect(await requests()).toBeGreaterThan(before + 6)
    expect(story.takeCalls()).toEqual([])
  })

  test('programs run where the caller is, and as it finds them', async () => {
    const { here } = story
    const path = (bin: string): EnvironmentChange => ({ PATH: `${here.home}/${bin}:${here.env['PATH']}` })
    for (const [bin, folder] of [
      ['one', '.'],
      ['two', '.'],
      ['one', 'below'],
    ] as const) {
      const { stdout } = await compare({ args: ['env', 'where', '--format', 'json'], env: path(bin), folder })
      expect(JSON.parse(stdout)).toMatchObject({
        SessionToken: `${bin}${join(here.home, folder)}`,
        Region: 'eu-west-1',
      })
    }
    expect(await compare({ args: ['credential-process', 'where'] })).toMatchObject({ code: 3 })
    await compare({ args: ['explain', 'where', '--json'], env: path('one') })
    await compare({
      args: ['exec', 'endpoint', '--', 'sh', '-c', 'env | grep ^AWS | grep -v IDENTITY_FILE | sort'],
      env: path('one'),
    })
  })

  test('a web identity, also while the agent is locked', async () => {
    const { here, byAgent } = story
    expect(await compare({ args: ['env', 'web', '--format', 'json'] })).toMatchObject({ code: 0 })
    expect(await here.run(['lock'], { env: byAgent })).toMatchObject({ code: 0 })
    expect(await here.run(['env', 'web', '--format', 'json'], { env: byAgent })).toMatchObject({ code: 0, stderr: '' })
    const locked = await here.run(['env', 'web-admin'], { env: byAgent })
    const alone = await here.run(['env', 'web-admin', '--no-agent'], { env: byAgent })
    expect(locked).toEqual(alone)
    expect(locked).toMatchObject({ code: 4 })
  })

  test('an identity file is believed while the agent is locked: nobody is asked', async () => {
    const { here, byAgent } = story
    expect(await here.run(['lock'], { env: byAgent })).toMatchObject({ code: 0 })
    const pty = here.pty(['credential-process', 'identity'])
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(pty.raw().toString()).not.toContain('Passphrase')
    expect(pty.screen().join('')).toContain('{"Version":1,')
    expect(await story.agent()).toMatchObject({ locked: true })
  })

  test('what the environment of the caller says', async () => {
    const { here } = story
    const env = { PATH: `${here.home}/one:${here.env['PATH']}` }
    const made = await here.run(['env', 'web-admin', ...story.withCode()], { env: story.byAgent })
    expect(made).toMatchObject({ code: 0 })
    const cases: readonly Case[] = [
      { args: ['env', 'other', '--format', 'json'], env: { ...env, AWS_CONFIG_FILE: 'other/config' } },
      {
        args: ['env', 'other', '--format', 'json'],
        env: { ...env, AWS_CONFIG_FILE: '../other/config' },
        folder: 'below',
      },
      { args: ['env', '--format', 'json'], env: { ...env, AWS_PROFILE: 'where' } },
      { args: ['env', '--format', 'json'], env: { ...env, AWS_PROFILE: 'identity', AWSX_PROFILE: 'where' } },
      { args: ['env', '--format', 'json'] },
      { args: ['env', 'web-admin'], env: { AWS_REGION: 'sa-east-1' } },
      { args: ['env', 'where'], env: { ...env, AWS_DEFAULT_REGION: 'sa-east-1' } },
      {
        args: ['env', 'web-admin', '--refresh'],
        env: { AWS_CA_BUNDLE: '/nowhere/ca.pem', AWS_ENDPOINT_URL: 'https://localhost:1' },
      },
      { args: ['env', 'web-admin', '--refresh'], env: { AWS_ENDPOINT_URL: 'http://sts.example.test' } },
      {
        args: ['env', 'where', '--refresh'],
        env: { ...env, AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' },
      },
      {
        args: ['env', 'web', '--refresh', '--format', 'json'],
        env: { AWS_ENDPOINT_URL: 'https://sts.example.test', HTTPS_PROXY: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' },
      },
      {
        args: ['explain', 'web-admin', '--json'],
        env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:2', AWS_REGION: 'eu-west-3' },
      },
    ]
    const codes: (number | null)[] = []
    for (const one of cases) codes.push((await compare(one)).code)
    expect(codes).toEqual([0, 0, 0, 0, 2, 0, 0, 4, 3, 0, 6, 0])
  })

  test('errors', async () => {
    const { here } = story
    const codes: (number | null)[] = []
    for (const args of [
      ['env', 'web-admn'],
      ['credential-process', 'no such profile'],
      ['exec', 'web-admn', '--', 'true'],
      ['env', 'circle'],
      ['explain', 'circle', '--json'],
      ['env', 'web-admin', '--min-ttl', '48h'],
      ['env', 'identity', '--read-only'],
      ['credential-process', 'web-admin', '--duration', '1h'],
    ]) {
      codes.push((await compare({ args })).code)
    }
    expect(codes).toEqual([3, 3, 125, 3, 3, 2, 3, 4])
    chmodSync(join(here.home, '.aws/config'), 0o666)
    const env = { PATH: `${here.home}/one:${here.env['PATH']}` }
    expect(await compare({ args: ['env', 'where'], env })).toMatchObject({ code: 3 })
    here.write('.aws/config', '[profile broken')
    await compare({ args: ['env', 'broken'] })
  })
})
