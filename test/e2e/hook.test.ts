import { describe, expect, test } from 'vitest'
import { startReadyStory, tutorialConfig } from './support/story.ts'
import { assign, dumpEnvironment, hookShells, loadHook, unassign } from './support/story-shell.ts'
import type { HookShell } from './support/story-shell.ts'
import type { Story } from './support/story.ts'

type Environment = ReadonlyMap<string, string>

/** What a shell itself counts or moves along. */
const restless = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD'])

/** Runs `lines` in one shell; the word DUMP in them writes its exported variables, which come back in order. */
async function traceEnvironments(
  { here }: Story,
  shell: HookShell,
  lines: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Environment[]> {
  let count = 0
  const script = lines.map((line) => (line === 'DUMP' ? dumpEnvironment(shell, `dump-${(count += 1)}`) : line))
  const { code, stdout, stderr } = await here.shell(shell, [loadHook(shell), ...script].join('\n'), { env })
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' })
  const dumps: Environment[] = []
  for (let index = 1; index <= count; index += 1) {
    const { stdout: text } = await here.runCommand(['cat', `dump-${index}`])
    const entries = text.split('\0').filter((entry) => entry !== '')
    dumps.push(
      new Map(
        entries
          .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const)
          .filter(([name]) => !restless.has(name)),
      ),
    )
  }
  return dumps
}

function changes(before: Environment, after: Environment): Record<string, string | null> {
  const names = [...new Set([...before.keys(), ...after.keys()])].toSorted()
  return Object.fromEntries(
    names.filter((name) => before.get(name) !== after.get(name)).map((name) => [name, after.get(name) ?? null]),
  )
}

/** What the design says `use` sets or takes away. */
const touchedNames = `
AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN EC2_SECURITY_TOKEN
AWS_CREDENTIAL_EXPIRATION AWS_SESSION_EXPIRATION AWS_ACCOUNT_ID AWS_CREDENTIAL_SCOPE AWS_PROFILE
AWS_DEFAULT_PROFILE AWS_ROLE_ARN AWS_ROLE_SESSION_NAME AWS_WEB_IDENTITY_TOKEN_FILE
AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_AUTHORIZATION_TOKEN
AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_VAULT AWSU_PROFILE SAML2AWS_PROFILE AWSX_PROFILE AWSX_ROLE
AWSX_ACCOUNT_ID AWSX_REGION AWSX_EXPIRES_AT AWSX_SETTINGS AWS_REGION AWS_DEFAULT_REGION AWSUME_X AWS_SSO_X
GRANTED_X
`
  .trim()
  .split(/\s/)

/** What differs from run to run. */
function settle(name: string, value: string): string {
  if (/SECRET|TOKEN|ACCESS_KEY/.test(name)) return '(of the session)'
  return /EXPIR/.test(name) ? value.replaceAll(/[0-9]/g, '0') : value
}

const usedWebAdmin = {
  AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
  AWS_SECRET_ACCESS_KEY: expect.stringMatching(/^\S{40}$/),
  AWS_SESSION_TOKEN: expect.stringMatching(/^\S{100,}$/),
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCOUNT_ID: '123456789012',
  AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/Z$/),
  AWS_SESSION_EXPIRATION: expect.stringMatching(/Z$/),
  AWSX_PROFILE: 'web-admin',
  AWSX_ROLE: 'WebAdmin',
  AWSX_ACCOUNT_ID: '123456789012',
  AWSX_REGION: 'us-east-1',
  AWSX_EXPIRES_AT: expect.stringMatching(/^\d+$/),
  AWSUME_PROFILE: 'web-admin',
}

describe.each(hookShells)('the hook in %s', (shell) => {
  test('use sets what awsx sets, off gives every variable back', async () => {
    const story = await startReadyStory()
    const [before, used, after] = await traceEnvironments(story, shell, [
      'DUMP',
      'awsx use web-admin',
      'DUMP',
      'awsx off',
      'DUMP',
    ])
    expect(changes(before ?? new Map(), used ?? new Map())).toEqual(usedWebAdmin)
    expect(after).toEqual(before)
  })

  test("a user's own variables come back, empty ones and such with quotes and newlines too", async () => {
    const story = await startReadyStory()
    const own = {
      AWS_PROFILE: 'mine',
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: '',
      AWS_VAULT: `it's "quoted" $HOME \`id\` \\ \n and so on`,
      AWSUME_PROFILE: 'older',
      AWS_SSO_ACCOUNT: 'x y',
      GRANTED_X: '*',
      AWS_PAGER: 'less -R',
    }
    const lines = ['DUMP', 'awsx use web-admin', 'DUMP', 'awsx off', 'DUMP']
    const [before, used, after] = await traceEnvironments(story, shell, lines, own)
    expect(changes(before ?? new Map(), used ?? new Map())).toMatchObject({
      AWS_PROFILE: null,
      AWS_VAULT: null,
      AWS_SSO_ACCOUNT: null,
      GRANTED_X: null,
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWSUME_PROFILE: 'web-admin',
    })
    expect(after).toEqual(before)
    expect(Object.fromEntries(after ?? [])).toMatchObject(own)
  })

  test('what the user changed in between is kept', async () => {
    const story = await startReadyStory()
    const [before, after] = await traceEnvironments(
      story,
      shell,
      [
        'DUMP',
        'awsx use web-admin',
        assign(shell, 'AWS_REGION', 'ap-south-1'),
        assign(shell, 'AWS_PROFILE', 'new one'),
        unassign(shell, 'AWSUME_PROFILE'),
        assign(shell, 'OTHER', 'kept'),
        'awsx off',
        'DUMP',
      ],
      { AWS_DEFAULT_REGION: 'eu-west-3', AWSUME_PROFILE: 'older' },
    )
    expect(changes(before ?? new Map(), after ?? new Map())).toEqual({
      AWS_REGION: 'ap-south-1',
      AWS_PROFILE: 'new one',
      AWSUME_PROFILE: null,
      OTHER: 'kept',
    })
  })

  test('two uses in a row lead back to the time before the first', async () => {
    const story = await startReadyStory()
    story.config(`[profile identity]
[profile web-admin]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
[profile eu]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = eu-west-1
retry_mode = adaptive
`)
    const lines = ['DUMP', 'awsx use eu', 'DUMP', 'awsx use web-admin', 'DUMP', 'awsx off', 'DUMP', 'awsx off', 'DUMP']
    const dumps = await traceEnvironments(story, shell, lines, { AWS_PROFILE: 'mine' })
    const [before, first, second, after, again] = dumps
    expect(Object.fromEntries(first ?? [])).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_RETRY_MODE: 'adaptive' })
    expect(changes(before ?? new Map(), second ?? new Map())).toEqual({ AWS_PROFILE: null, ...usedWebAdmin })
    expect(after).toEqual(before)
    expect(again).toEqual(before)
  })

  test("off without a use takes awsx's variables away, and leaves those of the user", async () => {
    const story = await startReadyStory()
    const { stdout } = await story.here.run(['env', 'web-admin', '--format', 'dotenv'])
    const given = Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    const [before, after] = await traceEnvironments(story, shell, ['DUMP', 'awsx off', 'DUMP'], given)
    const gone = Object.fromEntries(Object.keys(usedWebAdmin).map((name) => [name, null]))
    expect(changes(before ?? new Map(), after ?? new Map())).toEqual(gone)
    const own = { AWS_PROFILE: 'mine', AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIAUSERSOWNKEY12345' }
    const [left, right] = await traceEnvironments(story, shell, ['DUMP', 'awsx off', 'DUMP'], own)
    expect(right).toEqual(left)
  })

  test('every variable that use sets or takes away, before and after', async () => {
    const story = await startReadyStory()
    story.config(`${tutorialConfig}retry_mode = adaptive\nmax_attempts = 7\nuse_fips_endpoint = false\n`)
    const own = Object.fromEntries(touchedNames.map((name) => [name, 'mine']))
    const lines = ['DUMP', 'awsx use web-admin --region us-east-1', 'DUMP', 'awsx off', 'DUMP']
    const [before, used, after] = await traceEnvironments(story, shell, lines, { ...own, AWSX_EXPIRES_AT: '1' })
    const changed = changes(before ?? new Map(), used ?? new Map())
    const table = Object.entries(changed).map(([name, value]) => {
      const shown = value === null ? '(not set)' : settle(name, value)
      return `${name}\n  before  ${before?.get(name) ?? '(not set)'}\n  used    ${shown}\n  after   ${after?.get(name) ?? '(not set)'}\n`
    })
    await expect(table.join('')).toMatchFileSnapshot('golden/hook-use.txt')
  })

  test('sourcing the hook again in between loses nothing', async () => {
    const story = await startReadyStory()
    const lines = ['DUMP', 'awsx use web-admin', loadHook(shell), loadHook(shell), 'awsx off', 'DUMP']
    const [before, after] = await traceEnvironments(story, shell, lines, { AWS_PROFILE: 'mine' })
    expect(after).toEqual(before)
  })
})
