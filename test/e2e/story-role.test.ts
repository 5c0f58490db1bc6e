import { addRoleChain, createAllowPolicy } from '@awsx/sandbox'
import { describe, expect, test } from 'vitest'
import type { RunResult } from '../harness/index.ts'
import { startReadyStory, startStory, tutorialConfig } from './support/story.ts'
import type { Story } from './support/story.ts'

const serial = 'arn:aws:iam::234567890123:mfa/franklin'

/** `[profile role]` on `identity`, with `more` in its section. */
function roleConfig(roleName: string, more = ''): string {
  return `[profile identity]
mfa_serial = ${serial}
[profile role]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/${roleName}
region = us-east-1
${more}`
}

/** The credentials of a profile as JSON, with a code at hand. */
async function getJson(
  story: Story,
  words: readonly string[],
): Promise<RunResult & { readonly json: Record<string, string> }> {
  const result = await story.here.run(['env', '--format', 'json', ...story.withCode(), ...words])
  return { ...result, json: result.code === 0 ? (JSON.parse(result.stdout) as Record<string, string>) : {} }
}

function secondsUntil(instant: string | undefined): number {
  return (Date.parse(instant ?? '') - Date.now()) / 1000
}

/** What was asked of the last call of `action`. */
function lastRequest({ sandbox }: Story, action: string): Readonly<Record<string, string>> {
  return sandbox.calls.findLast((call) => call.action === action)?.parameters ?? {}
}

describe('a role for more than an hour', () => {
  const long = 'duration_seconds = 14400\n'

  test('is assumed directly with the code while no MFA session is live', async () => {
    const story = await startStory()
    story.addRole({ roleName: 'Long', trust: { mfa: true }, maxSessionDuration: 43_200 })
    story.config(roleConfig('Long', long))
    const { json, stderr } = await getJson(story, ['role'])
    expect(stderr).toBe('')
    expect(secondsUntil(json['Expiration'])).toBeGreaterThan(14_000)
    expect(story.takeCalls()).toEqual(['AssumeRole'])
  })

  test('with a live MFA session it is one hour, and says so', async () => {
    const story = await startStory()
    story.addRole({ roleName: 'Long', trust: { mfa: true }, maxSessionDuration: 43_200 })
    story.config(roleConfig('Long', long))
    await getJson(story, ['identity'])
    const { json, stderr } = await getJson(story, ['role'])
    expect(stderr).toMatch(/^awsx: warning: AWS gives role arn:.*role\/Long one hour only: .*\n$/)
    expect(secondsUntil(json['Expiration'])).toBeLessThan(3700)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })

  test('refused directly by a "deny without MFA" policy, the session way is tried once and remembered', async () => {
    const story = await startStory()
    story.world.directMfaCountsForCaller = false
    story.addRole({ roleName: 'Long', trust: { mfa: true }, maxSessionDuration: 43_200 })
    story.config(roleConfig('Long', long))
    // Two codes: the first is spent on the refused call. Only a person, or a program, has a second one.
    const program = story.here.write(
      'codes',
      '#!/bin/sh\nread code <codes.txt; sed -i 1d codes.txt; echo "$code"\n',
      0o700,
    )
    story.here.write('codes.txt', `${story.phone.takeCode()}\n${story.phone.takeCode()}\n`)
    story.config(roleConfig('Long', `${long}mfa_process = ${program}\n`))
    const { code, stderr } = await story.here.run(['env', 'role'])
    expect(code).toBe(0)
    expect(stderr).toContain('AWS refused the MFA code in AssumeRole, so an MFA session is tried')
    expect(story.takeCalls()).toEqual(['AssumeRole 403', 'GetSessionToken', 'AssumeRole'])
  })

  test.each([
    ['direct', ['AssumeRole']],
    ['session', ['GetSessionToken', 'AssumeRole']],
  ])('awsx_mfa = %s decides', async (way, calls) => {
    const story = await startStory()
    story.addRole({ roleName: 'Long', trust: { mfa: true }, maxSessionDuration: 43_200 })
    story.config(roleConfig('Long', `${long}awsx_mfa = ${way}\n`))
    expect((await getJson(story, ['role'])).code).toBe(0)
    expect(story.takeCalls()).toEqual(calls)
  })
})

describe('what a profile asks of its role reaches AWS', () => {
  test('external id, tags, source identity, session name, duration', async () => {
    const story = await startStory()
    story.addRole({ roleName: 'Vendor', trust: { mfa: true, externalId: 'our+id=7' } })
    const settings = `external_id = our+id=7
session_tags = team=web, stage=prod
transitive_session_tags = team
source_identity = franklin
role_session_name = me@example.com
duration_seconds = 1800
`
    story.config(roleConfig('Vendor', settings))
    const { json } = await getJson(story, ['role'])
    expect(json).toMatchObject({ AccountId: '123456789012', Profile: 'role', Region: 'us-east-1' })
    expect(secondsUntil(json['Expiration'])).toBeLessThan(1810)
    expect(lastRequest(story, 'AssumeRole')).toMatchObject({
      ExternalId: 'our+id=7',
      'Tags.member.1.Key': 'team',
      'Tags.member.1.Value': 'web',
      'Tags.member.2.Key': 'stage',
      'Tags.member.2.Value': 'prod',
      'TransitiveTagKeys.member.1': 'team',
      SourceIdentity: 'franklin',
      RoleSessionName: 'me@example.com',
      DurationSeconds: '1800',
    })
    story.config(roleConfig('Vendor', settings.replace('id=7', 'id=8')))
    expect(await story.here.run(['env', 'role'])).toMatchObject({ code: 5 })
  })

  test('without a name the session is called as the IAM user', async () => {
    const story = await startReadyStory()
    await getJson(story, ['web-admin', '--refresh'])
    expect(lastRequest(story, 'AssumeRole')).toMatchObject({ RoleSessionName: 'franklin' })
  })

  test('A21 a chain of three roles, each from the one before', async () => {
    const story = await startStory()
    addRoleChain(story.world, { accountId: '123456789012', length: 3, from: '234567890123' })
    const hop = (index: number, source: string): string =>
      `[profile hop${index}]\nsource_profile = ${source}\nrole_arn = arn:aws:iam::123456789012:role/Chain${index}\n`
    story.config(`[profile identity]\nmfa_serial = ${serial}\n${hop(1, 'identity')}${hop(2, 'hop1')}${hop(3, 'hop2')}`)
    const { code } = await getJson(story, ['hop3'])
    expect(code).toBe(0)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole', 'AssumeRole'])
    // The hops on the way are kept as well.
    expect((await story.here.run(['env', 'hop2'])).code).toBe(0)
    expect(story.takeCalls()).toEqual([])
  })
})

describe('options', () => {
  const update = (story: Story): readonly string[] => [
    process.execPath,
    '--input-type=module',
    '-e',
    `import { createRequire } from 'node:module'
const { ElasticBeanstalkClient, UpdateApplicationCommand, DescribeApplicationsCommand } = createRequire(${JSON.stringify(import.meta.url)})('@aws-sdk/client-elastic-beanstalk')
const client = new ElasticBeanstalkClient({ endpoint: '${story.sandbox.url}' })
console.log((await client.send(new DescribeApplicationsCommand({}))).Applications.length)
await client.send(new UpdateApplicationCommand({ ApplicationName: 'checkout', Description: 'new' })).then(() => console.log('written'), (error) => console.log(error.name))`,
  ]

  test('--read-only reads and cannot write', async () => {
    const story = await startStory()
    story.addRole({ roleName: 'WebAdmin', trust: { mfa: true }, policies: [createAllowPolicy(['elasticbeanstalk:*'])] })
    const limited = await story.here.run([
      'exec',
      'web-admin',
      '--read-only',
      ...story.withCode(),
      '--',
      ...update(story),
    ])
    expect(limited).toMatchObject({ code: 0, stdout: '2\nAccessDenied\n' })
    expect(lastRequest(story, 'AssumeRole')).toMatchObject({
      'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
    })
    const full = await story.here.run(['exec', 'web-admin', '--', ...update(story)])
    expect(full).toMatchObject({ code: 0, stdout: '2\nwritten\n' })
    expect(await story.here.run(['env', 'identity', '--read-only'])).toMatchObject({ code: 3 })
  })

  test('--role-arn goes on top, --region, --duration and --min-ttl count', async () => {
    const story = await startReadyStory()
    const device = `[profile identity]\nmfa_serial = ${serial}`
    story.config(tutorialConfig.replace('[profile identity]', device))
    const roleArn = story.addRole({ roleName: 'Extra', maxSessionDuration: 7200 }).arn
    const { json } = await getJson(story, [
      'identity',
      '--role-arn',
      roleArn,
      '--region',
      'eu-north-1',
      '--duration',
      '20m',
    ])
    expect(json).toMatchObject({ AccountId: '123456789012', Region: 'eu-north-1' })
    expect(secondsUntil(json['Expiration'])).toBeLessThan(1210)
    story.takeCalls()
    const args = ['env', 'web-admin', '--min-ttl']
    expect((await story.here.run([...args, '30m'])).code).toBe(0)
    expect(story.takeCalls()).toEqual([])
    // So that the session that is kept has certainly lost a second.
    await new Promise((resolve) => setTimeout(resolve, 1100))
    expect((await story.here.run([...args, '3599'])).code).toBe(0)
    expect(story.takeCalls()).toEqual(['AssumeRole'])
    expect(await story.here.run([...args, '2h'])).toMatchObject({ code: 2 })
  })

  test('--refresh makes the last session anew and asks no second code', async () => {
    const { here, takeCalls } = await startReadyStory()
    const before = await here.run(['env', 'web-admin', '--format', 'json'])
    const after = await here.run(['env', 'web-admin', '--format', 'json', '--refresh'])
    expect(after.code).toBe(0)
    expect(after.stdout).not.toBe(before.stdout)
    expect(takeCalls()).toEqual(['AssumeRole'])
  })

  test('H203 account-mismatch: aws_account_id is compared before and after the calls', async () => {
    const story = await startStory()
    story.config(roleConfig('WebAdmin', 'aws_account_id = 999999999999\n'))
    const planned = await story.here.run(['env', 'role'])
    expect(planned.code).toBe(3)
    expect(planned.stderr).toMatch(/123456789012.*999999999999.*config:7/)
    expect(story.takeCalls()).toEqual([])
    story.config(roleConfig('WebAdmin').replace('[profile role]', 'aws_account_id = 234567890124\n[profile role]'))
    expect((await story.here.run(['env', 'identity', ...story.withCode()])).code).toBe(3)
  })
})
