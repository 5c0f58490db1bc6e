import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { startStory } from './support/story.ts'
import { findAwsCli } from '../harness/index.ts'

const role = 'arn:aws:iam::123456789012:role/WebAdmin'

/** A role with everything around it that must stay as it is. */
const plain = `; my config\r
[profile identity]\r
region = us-east-1\r
\r
[profile web-admin] ; the role\r
  source_profile = identity   # keys\r
Role_Arn=${role} ; role\r
mfa_serial = arn:aws:iam::234567890123:mfa/franklin\r
duration_seconds = 3600\r
region = us-east-1\r
s3 =\r
  max_concurrent_requests = 20\r
\r
[profile other]\r
role_arn = ${role}\r
source_profile = identity\r
`

function rewritten(awsx: string): string {
  return plain
    .replace('source_profile = identity   # keys', 'awsx_source_profile = identity   # keys')
    .replace('Role_Arn=', 'awsx_role_arn=')
    .replace('requests = 20\r\n', `requests = 20\r\ncredential_process = ${awsx} credential-process web-admin\r\n`)
}

describe('there and back', () => {
  test('renames two lines, adds one, and touches nothing else', async () => {
    const { here, config } = await startStory()
    const path = config(plain)
    const { stdout, stderr, code } = await here.run(['config', 'rewrite', 'web-admin', '--yes'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: `awsx: profile web-admin is rewritten in ${path}\n` })
    expect(readFileSync(path, 'utf8')).toBe(rewritten(here.awsx))
    expect(stdout).toBe(
      [
        `--- ${path}`,
        `+++ ${path}`,
        '@@ -3,13 +3,14 @@',
        ' region = us-east-1',
        ' ',
        ' [profile web-admin] ; the role',
        '-  source_profile = identity   # keys',
        `-Role_Arn=${role} ; role`,
        '+  awsx_source_profile = identity   # keys',
        `+awsx_role_arn=${role} ; role`,
        ' mfa_serial = arn:aws:iam::234567890123:mfa/franklin',
        ' duration_seconds = 3600',
        ' region = us-east-1',
        ' s3 =',
        '   max_concurrent_requests = 20',
        `+credential_process = ${here.awsx} credential-process web-admin`,
        ' ',
        ' [profile other]',
        ` role_arn = ${role}`,
        '',
      ].join('\n'),
    )
    expect((await here.run(['config', 'rewrite', 'web-admin', '--yes'])).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toBe(plain.replace('Role_Arn', 'role_arn'))
  })

  test('--to says which form, and is done at once where it is there already', async () => {
    const { here, config } = await startStory()
    const path = config(plain)
    const same = await here.run(['config', 'rewrite', 'web-admin', '--to', 'role_arn', '--yes'])
    expect(same).toMatchObject({ code: 0, stdout: '', stderr: 'awsx: profile web-admin has this form already\n' })
    expect(readFileSync(path, 'utf8')).toBe(plain)
    for (let round = 0; round < 2; round += 1) {
      await here.run(['config', 'rewrite', 'web-admin', '--to', 'credential_process', '--yes'])
      expect(readFileSync(path, 'utf8')).toBe(rewritten(here.awsx))
    }
  })

  test('both forms give the same session', async () => {
    const { here, withCode } = await startStory()
    const before = await here.run(['env', 'web-admin', '--format', 'json', ...withCode()])
    expect(before.code).toBe(0)
    await here.run(['config', 'rewrite', 'web-admin', '--yes'])
    const after = await here.run(['env', 'web-admin', '--format', 'json'])
    expect(JSON.parse(after.stdout)).toEqual(JSON.parse(before.stdout))
  })

  test.skipIf(findAwsCli() === null)('the AWS CLI goes through awsx afterwards', async () => {
    const { here, withCode } = await startStory()
    await here.run(['config', 'rewrite', 'web-admin', '--yes'])
    await here.run(['env', 'web-admin', ...withCode()])
    const aws = findAwsCli() ?? ''
    // Not every version takes the endpoint from the environment.
    const endpoint = ['--endpoint-url', here.env['AWS_ENDPOINT_URL'] ?? '']
    const call = ['sts', 'get-caller-identity', '--profile', 'web-admin', '--output', 'json']
    const caller = await here.runCommand([aws, ...endpoint, ...call])
    expect(caller.stderr).toBe('')
    expect(JSON.parse(caller.stdout)).toMatchObject({ Account: '123456789012' })
  })
})

describe('asking', () => {
  test('without a terminal it takes --yes', async () => {
    const { here, config } = await startStory()
    const path = config(plain)
    const { code, stderr } = await here.run(['config', 'rewrite', 'web-admin'])
    expect({ code, stderr }).toEqual({
      code: 4,
      stderr:
        "awsx: error: rewriting profile 'web-admin' has to be confirmed\nawsx: hint: awsx config rewrite web-admin --yes\n",
    })
    expect(readFileSync(path, 'utf8')).toBe(plain)
  })

  test('on a terminal the diff comes first, in colour', async () => {
    const { here, config } = await startStory()
    const path = config(plain)
    const pty = here.pty(['config', 'rewrite', 'web-admin'])
    await pty.waitFor(`Write this to ${path}? [y/N]`)
    expect(pty.raw().toString()).toContain(`\u001b[31m-Role_Arn=${role} ; role\u001b[0m`)
    expect(pty.raw().toString()).toContain(`\u001b[32m+awsx_role_arn=${role} ; role\u001b[0m`)
    pty.type('y')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(readFileSync(path, 'utf8')).toBe(rewritten(here.awsx))
  })

  test('a no changes nothing', async () => {
    const { here, config } = await startStory()
    const path = config(plain)
    const pty = here.pty(['config', 'rewrite', 'web-admin'])
    await pty.waitFor('[y/N]')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 130 })
    expect(readFileSync(path, 'utf8')).toBe(plain)
  })

  test('what somebody else wrote meanwhile is not lost', async () => {
    const { here, config } = await startStory()
    config(plain)
    const pty = here.pty(['config', 'rewrite', 'web-admin'])
    await pty.waitFor('[y/N]')
    const path = config(`${plain}# more\r\n`)
    pty.type('y')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 1 })
    expect(readFileSync(path, 'utf8')).toBe(`${plain}# more\r\n`)
  })
})

describe('what it refuses', () => {
  test.each([
    ['no role', 'region = us-east-1', 3, 'has neither role_arn nor awsx_role_arn'],
    [
      'A22 both-source-and-credential_source',
      `role_arn = ${role}\ncredential_source = Ec2InstanceMetadata`,
      3,
      'credential_source',
    ],
    ['web identity', `role_arn = ${role}\nweb_identity_token_file = /token`, 3, 'web_identity_token_file'],
    ['both forms', `role_arn = ${role}\nawsx_role_arn = ${role}\nsource_profile = identity`, 3, 'mixes both forms'],
    ['half of each form', `awsx_role_arn = ${role}\nsource_profile = identity`, 3, 'mixes both forms'],
    [
      'another process',
      `role_arn = ${role}\nsource_profile = identity\ncredential_process = /bin/true`,
      3,
      'of its own',
    ],
  ])('%s', async (_case, settings, wanted, words) => {
    const { here, config } = await startStory()
    const text = `[profile web]\n${settings}\n`
    const path = config(text)
    const { code, stdout, stderr } = await here.run(['config', 'rewrite', 'web', '--yes'])
    expect({ code, stdout }).toEqual({ code: wanted, stdout: '' })
    expect(stderr).toContain(words)
    expect(stderr).toMatch(/config:\d/)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('a key in clear, which other tools would use first; nothing shows it', async () => {
    const { here, config } = await startStory()
    const secret = here.canaries.plantRandom('key in clear')
    config(plain)
    here.write(
      '.aws/credentials',
      `[web-admin]\naws_access_key_id = AKIAPLAINPLAINPLAIN1\naws_secret_access_key = ${secret}\n`,
    )
    const { code, stderr } = await here.run(['config', 'rewrite', 'web-admin', '--yes'])
    expect(code).toBe(3)
    expect(stderr).toContain('awsx: hint: awsx import web-admin --remove')
  })

  test('a key of the section beside it does not show in the diff', async () => {
    const { here, config } = await startStory()
    const secret = here.canaries.plantRandom('key in clear')
    const path = config(
      `[profile keys]\naws_access_key_id = AKIAPLAINPLAINPLAIN1\naws_secret_access_key = ${secret}\n${plain.slice(plain.indexOf('[profile web'))}`,
    )
    const { code, stdout } = await here.run(['config', 'rewrite', 'web-admin', '--yes'])
    expect(code).toBe(0)
    expect(stdout).toContain(' aws_secret_access_key = [secret]')
    config(readFileSync(path, 'utf8'))
  })

  test('a name that is not there', async () => {
    const { here } = await startStory()
    expect(await here.run(['config', 'rewrite', 'web-admn', '--yes'])).toMatchObject({
      code: 3,
      stderr: "awsx: error: neither file has a profile 'web-admn'\nawsx: hint: did you mean web-admin?\n",
    })
    expect((await here.run(['config', 'rewrite'])).code).toBe(2)
    expect((await here.run(['config', 'rewrite', 'web-admin', '--to', 'nothing'])).code).toBe(2)
  })

  test('B57 space-inside: a name with blanks becomes one word of the process', async () => {
    const { here, config } = await startStory()
    const path = config(`[profile identity]\n[profile "my web"]\nrole_arn = ${role}\nsource_profile = identity\n`)
    expect((await here.run(['config', 'rewrite', 'my web', '--yes'])).code).toBe(0)
    expect(readFileSync(path, 'utf8')).toContain(`credential_process = ${here.awsx} credential-process 'my web'\n`)
    expect((await here.run(['config', 'rewrite', 'my web', '--yes'])).code).toBe(0)
    expect(readFileSync(path, 'utf8')).not.toContain('credential_process')
  })
})
