import { addRoleChain } from '@awsx/sandbox'
import { describe, expect, test } from 'vitest'
import { startReadyStory, startStory } from './support/story.ts'
import type { Story } from './support/story.ts'

/** What differs from run to run, made equal. */
function settle({ here, sandbox, accessKey }: Story, text: string): string {
  return text
    .replaceAll(here.root, '/world')
    .replaceAll(sandbox.url, 'http://127.0.0.1:4566')
    .replaceAll(accessKey.accessKeyId, 'AKIAIOSFODNN7EXAMPLE')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '2026-01-02T03:04:05Z')
    .replaceAll(/(11h)?5[89]m\b/g, '$159m')
    .replaceAll(/\b\d+s ago/g, '1s ago')
}

async function checkGolden(story: Story, args: readonly string[], name: string): Promise<void> {
  const { code, stdout, stderr } = await story.here.run(args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  await expect(settle(story, stdout)).toMatchFileSnapshot(`golden/${name}`)
}

function chainConfig(length: number): string {
  const hops = Array.from({ length }, (_, index) => {
    const number = index + 1
    return `[profile hop${number}]
source_profile = ${index === 0 ? 'identity' : `hop${index}`}
role_arn = arn:aws:iam::123456789012:role/Chain${number}
`
  })
  return `[profile identity]
region = us-east-1
mfa_serial = arn:aws:iam::234567890123:mfa/franklin

${hops.join('\n')}`
}

describe('explain', () => {
  test('a role, before and after', async () => {
    const story = await startStory()
    await checkGolden(story, ['explain', 'web-admin'], 'explain-role.txt')
    await story.here.run(['env', 'web-admin', ...story.withCode()])
    await checkGolden(story, ['explain', 'web-admin'], 'explain-role-ready.txt')
    await checkGolden(story, ['explain', 'web-admin', '--json'], 'explain-role.json')
  })

  test('A21 a chain of 20 roles is readable, in no more than 100 columns where paths are short', async () => {
    const story = await startStory()
    story.config(chainConfig(20))
    await checkGolden(story, ['explain', 'hop20'], 'explain-chain.txt')
    const pty = story.here.pty(['explain', 'hop20'], { columns: 100, rows: 200 })
    expect(await pty.exit()).toMatchObject({ code: 0 })
    const text = settle(story, pty.screen().join('\n'))
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
    expect(story.takeCalls()).toEqual([])
  })

  test('and such a chain works', async () => {
    const story = await startStory()
    addRoleChain(story.world, { accountId: '123456789012', length: 20, from: '234567890123' })
    story.config(chainConfig(20))
    expect(await story.here.run(['env', 'hop20', ...story.withCode()])).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toHaveLength(21)
  })

  test('locked, it says so and asks nothing', async () => {
    const story = await startStory()
    const pty = story.here.pty(['explain', 'web-admin'], { env: { AWSX_IDENTITY_FILE: undefined } })
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(pty.screen()[0]).toMatch(/^web-admin\s+locked: /)
  })
})

describe('list, status and config', () => {
  test('goldens of text and JSON', async () => {
    const story = await startReadyStory()
    await checkGolden(story, ['list'], 'list.txt')
    await checkGolden(story, ['list', '--json'], 'list.json')
    await checkGolden(story, ['status'], 'status.txt')
    await checkGolden(story, ['status', '--json'], 'status.json')
    const inside = await story.here.run(['exec', 'web-admin', '--', 'awsx', 'status'])
    expect(inside.stdout).toMatch(/^this shell {3}web-admin, 59m left\n/)
  })

  test('locked, they say so and ask nothing', async () => {
    const { here } = await startReadyStory()
    for (const command of ['list', 'status']) {
      const pty = here.pty([command], { env: { AWSX_IDENTITY_FILE: undefined } })
      expect(await pty.exit()).toMatchObject({ code: 0 })
      expect(pty.screen().join('\n')).toContain('locked')
    }
  })

  test('A6 A15 A16 config --json --origin: both files as awsx reads them, without secrets', async () => {
    const story = await startStory()
    story.config(`[default]
region = eu-west-1 # a remark
[profile "two words"]
ROLE_ARN = arn:aws:iam::123456789012:role/A
s3 =
  max_concurrent_requests = 20
  addressing_style = path
[profile web]
region = us-east-1
sso_session = corp
[profile web]
region = us-west-2
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
[services local]
dynamodb =
  endpoint_url = http://localhost:8000
`)
    story.here.write(
      '.aws/credentials',
      '[web]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = never-to-be-shown-never-to-be-shown-1234\n',
    )
    story.here.canaries.plant('secret of a file', 'never-to-be-shown-never-to-be-shown-1234')
    await checkGolden(story, ['config', '--json'], 'config.json')
    await checkGolden(story, ['config', '--json', '--origin'], 'config-origin.json')
    await checkGolden(story, ['config', '--origin'], 'config-origin.txt')
  })
})
