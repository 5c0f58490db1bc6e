import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openWithAge } from './support/store-age.ts'
import { oneKey, startPlainKeys } from './support/plain-keys.ts'
import { findProgram, startTutorial } from '../harness/index.ts'

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

describe('what it finds', () => {
  test('nothing is no error', async () => {
    const { here, credentials } = await startPlainKeys(() => '[empty]\nregion = us-east-1\n')
    expect(await here.run(['import', '--yes'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'awsx: there is nothing to import: no access key in ~/.aws/config or ~/.aws/credentials\n',
    })
    expect(readFileSync(credentials, 'utf8')).toBe('[empty]\nregion = us-east-1\n')
  })

  test('no files at all is no error either', async () => {
    const { here } = await startTutorial()
    expect(await here.run(['import'])).toMatchObject({ code: 0, stdout: '' })
  })

  test('temporary, half and malformed keys are shown and left alone', async () => {
    const { here } = await startPlainKeys(
      ({ id, secret }) =>
        `[temp]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\naws_session_token = ${'t'.repeat(100)}\n` +
        `[half]\naws_access_key_id = ${id}\n[swapped]\naws_secret_access_key = ${id}\naws_access_key_id = ${secret}\n`,
    )
    const { stdout, stderr, code } = await here.run(['import', '--yes'])
    expect({ stderr, code }).toEqual({ stderr: 'awsx: there is nothing to import\n', code: 0 })
    expect(stdout).toMatch(/^temp .*credentials:2 +skipped: temporary: has a session token$/m)
    expect(stdout).toMatch(/^half .*credentials:6 +skipped: half a key: no secret$/m)
    expect(stdout).toMatch(/^swapped .*skipped: not the form of a key$/m)
  })

  test('keys of both files; the credentials file counts where they differ', async () => {
    const { here, stored, config } = await startPlainKeys(oneKey)
    const other = here.canaries.plantRandom('key in the config file').replaceAll(/[^A-Za-z0-9]/g, 'x')
    here.write(
      '.aws/config',
      `[profile identity]\naws_access_key_id = AKIAOTHEROTHEROTHER1\naws_secret_access_key = ${other}\n` +
        `[profile minio]\naws_access_key_id = AKIAMINIOMINIOMINIO1\naws_secret_access_key = ${other}\n`,
    )
    const { stdout, code } = await here.run(['import', '--yes', '--no-verify'])
    expect(code).toBe(0)
    expect(stdout).toContain('skipped: not used: credentials has another key')
    expect(Object.keys(await stored()).toSorted()).toEqual(['identity', 'minio'])
    expect(readFileSync(config, 'utf8')).toContain('AKIAOTHEROTHEROTHER1')
  })

  test('only the profiles that are named, and the nearest name for one without a key', async () => {
    const { here, stored } = await startPlainKeys(
      (keys) => oneKey(keys) + oneKey(keys).replace('[identity]', '[second]'),
    )
    expect(await here.run(['import', 'secnd', '--yes'])).toMatchObject({
      code: 3,
      stderr: "awsx: error: neither file has an access key of 'secnd'\nawsx: hint: did you mean second?\n",
    })
    expect((await here.run(['import', 'second', '--yes'])).code).toBe(0)
    expect(Object.keys(await stored())).toEqual(['second'])
  })
})

describe('sealing', () => {
  test('takes a yes', async () => {
    const { here, stored, sandbox } = await startPlainKeys(oneKey)
    expect(await here.run(['import', 'identity'])).toMatchObject({
      code: 4,
      stderr:
        'awsx: error: sealing these keys in the vault has to be confirmed\nawsx: hint: awsx import identity --yes\n',
    })
    expect(await stored()).toEqual({})
    expect(sandbox.calls).toEqual([])
  })

  test('asks AWS whose key it is, and keeps the files', async () => {
    const { here, stored, credentials, identityAccountId, user, sandbox } = await startPlainKeys(oneKey)
    const before = readFileSync(credentials)
    const { stdout, stderr, code } = await here.run(['import', '--yes'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^identity +AKIA\w{16} +~\/\.aws\/credentials:3 +not in the vault yet$/m)
    expect(stderr).toContain(`of ${user.arn} is sealed as identity, and reads back`)
    expect(stderr).toContain('awsx import --remove')
    expect(sandbox.calls.map(({ action }) => action)).toEqual(['GetCallerIdentity'])
    expect(await stored()).toEqual({ identity: { source: 'vault', account: identityAccountId } })
    expect(readFileSync(credentials)).toEqual(before)
  })

  test('is not repeated for a key that is in the vault', async () => {
    const { here, sandbox } = await startPlainKeys(oneKey)
    await here.run(['import', '--yes'])
    sandbox.clearCalls()
    const { stdout, code } = await here.run(['import'])
    expect(code).toBe(0)
    expect(stdout).toContain('in the vault already')
    expect(sandbox.calls).toEqual([])
  })

  test('replaces another key only when told to', async () => {
    const { here, accessKey, stored } = await startPlainKeys(oneKey)
    const env = { AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1', AWS_SECRET_ACCESS_KEY: here.canaries.plantRandom('old') }
    await here.run(['add', 'identity', '--from-env', '--no-verify'], { env })
    const refused = await here.run(['import', '--yes'])
    expect(refused.code).toBe(4)
    expect(refused.stdout).toContain('the vault has another key: AKIAOLDOLDOLDOLDOLD1')
    expect(refused.stderr).toContain('awsx: hint: awsx import --yes --replace')
    const { stderr, code } = await here.run(['import', '--yes', '--replace'])
    expect(code).toBe(0)
    expect(stderr).toContain(`${accessKey.accessKeyId} of `)
    expect(Object.keys(await stored())).toEqual(['identity'])
  })

  test('leaves out a key that AWS refuses, and says so', async () => {
    const { here, stored } = await startPlainKeys(
      (keys) =>
        oneKey(keys) + `[gone]\naws_access_key_id = AKIAGONEGONEGONEGON1\naws_secret_access_key = ${'g'.repeat(40)}\n`,
    )
    const { stderr, code } = await here.run(['import', '--yes', '--remove'])
    expect(code).toBe(5)
    expect(stderr).toMatch(/^awsx: warning: gone is left out: /m)
    expect(Object.keys(await stored())).toEqual(['identity'])
    expect(readFileSync(join(here.home, '.aws/credentials'), 'utf8')).toContain('AKIAGONEGONEGONEGON1')
    expect(await here.run(['import', 'gone', '--yes'])).toMatchObject({ code: 5 })
  })

  test('203 account-mismatch: a key of another account than aws_account_id says is left out', async () => {
    const { here, stored } = await startPlainKeys(oneKey)
    here.write('.aws/config', '[profile identity]\naws_account_id = 999999999999\n')
    const { stderr, code } = await here.run(['import', '--yes'])
    expect(code).toBe(3)
    expect(stderr).toContain('aws_account_id says 999999999999')
    expect(await stored()).toEqual({})
  })

  test('seals nothing while AWS cannot be reached', async () => {
    const { here, stored, credentials } = await startPlainKeys(oneKey)
    const before = readFileSync(credentials)
    const result = await here.run(['import', '--yes', '--remove'], { env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' } })
    expect(result.code).toBe(6)
    expect(await stored()).toEqual({})
    expect(readFileSync(credentials)).toEqual(before)
  })

  test('says locked where nobody can open the vault', async () => {
    const { here } = await startPlainKeys(oneKey)
    const { code, stderr } = await here.run(['import', '--yes'], { env: { AWSX_IDENTITY_FILE: undefined } })
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('vault is locked') })
  })
})

describe('taking the plain keys out', () => {
  test('leaves a note and every other byte', async () => {
    const { here, credentials } = await startPlainKeys(oneKey)
    const days = [today()]
    const result = await here.run(['import', '--yes', '--remove'])
    days.push(today())
    expect(result.code).toBe(0)
    // It may have been midnight meanwhile.
    expect(
      days.map(
        (day) =>
          `; mine\r\n[identity]\r\n# moved into the awsx vault on ${day}; awsx env identity gives credentials\r\nregion = us-east-1 # near\r\n`,
      ),
    ).toContain(readFileSync(credentials, 'utf8'))
    expect(statSync(credentials).mode & 0o777).toBe(0o600)
    expect(result.stderr).toContain('copies of the files (backups, other machines) still hold them')
    here.canaries.check('file', credentials, readFileSync(credentials))
    const { stdout } = await here.run(['list', '--names'])
    expect(stdout).toBe('identity\n')
    const env = await here.run(['env', 'identity', '--format', 'json'])
    expect(env.code).toBe(0)
  })

  test('later, when the key is in the vault already', async () => {
    const { here, credentials } = await startPlainKeys(oneKey)
    await here.run(['import', '--yes'])
    expect(await here.run(['import', '--remove'])).toMatchObject({ code: 0 })
    expect(readFileSync(credentials, 'utf8')).not.toContain('aws_secret_access_key')
  })

  test('names the lines where the secret still stands', async () => {
    const { here, credentials } = await startPlainKeys((keys) => `# old: ${keys.secret}\r\n${oneKey(keys)}`)
    const { stderr } = await here.run(['import', '--yes', '--remove'])
    expect(stderr).toContain(`${credentials}:1: one of these secrets still stands here`)
    here.write('.aws/credentials', '')
  })

  test('lets other tools go through awsx when wanted', async () => {
    const { here, config } = await startPlainKeys(oneKey)
    const line = `${here.awsx} credential-process identity`
    here.write('.aws/config', '[profile identity]\nregion = us-east-1\n')
    const { code } = await here.run(['import', '--yes', '--remove', '--credential-process'])
    expect(code).toBe(0)
    expect(readFileSync(config, 'utf8')).toBe(`[profile identity]\nregion = us-east-1\ncredential_process = ${line}\n`)
    const json = await here.shell('bash', line)
    expect(JSON.parse(json.stdout)).toMatchObject({ Version: 1 })
  })

  test('A32 config-mode-0666: not from a file that others can write to; the key stays in both', async () => {
    const { here, stored, credentials } = await startPlainKeys(oneKey)
    const before = readFileSync(credentials)
    here.write('.aws/credentials', before, 0o666)
    const { code, stderr } = await here.run(['import', '--yes', '--remove'])
    expect(code).toBe(3)
    expect(stderr).toContain('is not changed')
    expect(readFileSync(credentials)).toEqual(before)
    expect(Object.keys(await stored())).toEqual(['identity'])
  })

  test('what went into the vault opens with stock age', async ({ skip }) => {
    if (findProgram('age') === null) skip()
    const { here, accessKey } = await startPlainKeys(oneKey)
    await here.run(['import', '--yes', '--remove'])
    const { stdout } = await here.run(['vault', 'path', '--json'])
    const { vault } = JSON.parse(stdout) as { vault: string }
    const newest = (await here.runCommand(['ls', vault])).stdout.trim().split('\n').at(-1) ?? ''
    expect(openWithAge(join(here.home, '.age/key.txt'), join(vault, newest))).toContain(accessKey.secretAccessKey)
  })
})

describe('on a terminal', () => {
  test('asks for a passphrase, before sealing, and before removing', async () => {
    const { here, credentials } = await startPlainKeys(oneKey)
    const passphrase = here.canaries.plant('passphrase', 'correct horse battery staple')
    const pty = here.pty(['import'], { env: { AWSX_IDENTITY_FILE: undefined } })
    await pty.waitFor('Seal one key in the vault? [y/N]')
    answer('y')
    await pty.waitFor('New passphrase')
    answer(passphrase)
    await pty.waitFor('once more')
    answer(passphrase)
    await pty.waitFor('Take one key out of ~/.aws/credentials now? [y/N]')
    answer('y')
    await pty.waitFor('through awsx? [y/N]')
    answer('n')
    expect(await pty.exit()).toEqual({ code: 0, signal: 0 })
    expect(pty.screen().join('\n')).toContain('credential_process = ')
    expect(readFileSync(credentials, 'utf8')).not.toContain('aws_secret_access_key')
    const file = here.write('passphrase', passphrase)
    const listed = await here.run(['list', '--json'], {
      env: { AWSX_IDENTITY_FILE: undefined, AWSX_PASSPHRASE_FILE: file },
    })
    expect(listed.stdout).toContain('"vault"')

    function answer(text: string): void {
      pty.type(text)
      pty.press('enter')
    }
  })

  test.each(['n', ''])('without a yes (%o) nothing is sealed', async (typed) => {
    const { here, stored } = await startPlainKeys(oneKey)
    const pty = here.pty(['import'])
    await pty.waitFor('[y/N]')
    pty.type(typed)
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 130 })
    expect(await stored()).toEqual({})
  })

  test('the plain keys stay unless told otherwise', async () => {
    const { here, credentials } = await startPlainKeys(oneKey)
    const before = readFileSync(credentials)
    const pty = here.pty(['import'])
    await pty.waitFor('Seal one key')
    pty.type('y')
    pty.press('enter')
    await pty.waitFor('Take one key out')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(readFileSync(credentials)).toEqual(before)
  })
})
