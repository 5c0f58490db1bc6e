import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { startReadyStory, startStory } from './support/story.ts'

/** All that DESIGN says is unset first, as a caller might have it. */
const callers = {
  AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1',
  AWS_SECRET_ACCESS_KEY: 'an old secret',
  AWS_SESSION_TOKEN: 'old',
  AWS_SECURITY_TOKEN: 'old',
  EC2_SECURITY_TOKEN: 'old',
  AWS_CREDENTIAL_EXPIRATION: 'old',
  AWS_SESSION_EXPIRATION: 'old',
  AWS_ACCOUNT_ID: 'old',
  AWS_CREDENTIAL_SCOPE: 'old',
  AWS_PROFILE: 'old',
  AWS_DEFAULT_PROFILE: 'old',
  AWS_ROLE_ARN: 'old',
  AWS_ROLE_SESSION_NAME: 'old',
  AWS_WEB_IDENTITY_TOKEN_FILE: 'old',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'old',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: 'old',
  AWS_CONTAINER_AUTHORIZATION_TOKEN: 'old',
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: 'old',
  AWS_VAULT: 'old',
  AWSUME_EXPIRATION: 'old',
  AWSU_PROFILE: 'old',
  AWS_SSO_ROLE_NAME: 'old',
  GRANTED_SSO: 'old',
  SAML2AWS_PROFILE: 'old',
}

function parseEnvironment(text: string): Record<string, string> {
  return Object.fromEntries(
    text
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  )
}

describe('environment', () => {
  test('I257 nested-awsx-env: exactly what awsx sets, and nothing of what was there', async () => {
    const { here } = await startReadyStory()
    const env = { ...callers, SOME_OTHER: 'a b\n"c"', AWS_PAGER: '' }
    const { stdout, stderr } = await here.run(['exec', 'web-admin', '--', 'env', '-0'], { env })
    expect(stderr).toBe('')
    const inside = parseEnvironment(stdout)
    expect(inside).toEqual({
      ...here.env,
      SOME_OTHER: 'a b\n"c"',
      AWS_PAGER: '',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[A-Z0-9]{16}$/),
      AWS_SECRET_ACCESS_KEY: expect.stringMatching(/^\S{40}$/),
      AWS_SESSION_TOKEN: expect.stringMatching(/^\S{100,}$/),
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCOUNT_ID: '123456789012',
      AWS_CREDENTIAL_EXPIRATION: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      AWS_SESSION_EXPIRATION: inside['AWS_CREDENTIAL_EXPIRATION'],
      AWSX_PROFILE: 'web-admin',
      AWSX_ROLE: 'WebAdmin',
      AWSX_ACCOUNT_ID: '123456789012',
      AWSX_REGION: 'us-east-1',
      AWSX_EXPIRES_AT: String(Date.parse(inside['AWS_CREDENTIAL_EXPIRATION'] ?? '') / 1000),
      AWSUME_PROFILE: 'web-admin',
    })
  })

  test('what else the profile says goes along, and away again with the next profile', async () => {
    const { here, config, sandbox, withCode } = await startStory()
    const text = `[profile identity]
endpoint_url = ${sandbox.url}
[profile plain]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
endpoint_url = ${sandbox.url}
[profile rich]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-west-2
retry_mode = adaptive
max_attempts = 7
endpoint_url = ${sandbox.url}
services = local
[services local]
s3 =
  endpoint_url = https://s3.example.test
`
    config(text)
    const nested = ['exec', 'plain', '--', 'env', '-0']
    const show = 'env -0 >"$HOME/rich"; exec "$0" "$@"'
    const { stdout, code } = await here.run(
      ['exec', 'rich', ...withCode(), '--', 'sh', '-c', show, here.awsx, ...nested],
      {
        env: { AWS_ENDPOINT_URL: undefined },
      },
    )
    expect(code).toBe(0)
    const rich = parseEnvironment((await here.runCommand(['cat', 'rich'])).stdout)
    expect(rich).toMatchObject({
      AWS_REGION: 'us-west-2',
      AWS_RETRY_MODE: 'adaptive',
      AWS_MAX_ATTEMPTS: '7',
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_ENDPOINT_URL_S3: 'https://s3.example.test',
      AWSX_SETTINGS: expect.stringContaining('AWS_MAX_ATTEMPTS'),
    })
    const plain = parseEnvironment(stdout)
    expect(plain).toMatchObject({ AWS_REGION: 'us-east-1', AWSX_PROFILE: 'plain', AWSX_SETTINGS: 'AWS_ENDPOINT_URL' })
    for (const name of ['AWS_RETRY_MODE', 'AWS_MAX_ATTEMPTS', 'AWS_ENDPOINT_URL_S3'])
      expect(plain).not.toHaveProperty(name)
  })

  test("a region of the caller's own is kept and wins over the profile's", async () => {
    const { here } = await startReadyStory()
    const env = { AWS_REGION: 'eu-west-1' }
    const inside = parseEnvironment((await here.run(['exec', 'web-admin', '--', 'env', '-0'], { env })).stdout)
    expect(inside).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1' })
    expect(inside).not.toHaveProperty('AWSX_REGION')
  })

  test("awsx's own secrets never reach the command", async () => {
    const { here } = await startReadyStory()
    const file = here.write('passphrase', 'never to be seen here\n')
    const secrets = {
      AWSX_PASSPHRASE_FILE: file,
      AWSX_PASSPHRASE_COMMAND: `cat ${file}`,
      AWSX_MFA_CODE: '123456',
    }
    const { stdout } = await here.run(['exec', 'web-admin', '--', 'env', '-0'], { env: secrets })
    const inside = Object.keys(parseEnvironment(stdout))
    expect(inside).toContain('AWSX_PROFILE')
    expect(inside.filter((name) => name in secrets)).toEqual([])
  })

  test('I232 NODE_OPTIONS-require: it is for the command, and awsx does not run it', async () => {
    const { here } = await startReadyStory()
    const trace = here.write('trace.cjs', 'console.log("preloaded in", process.argv[1])', 0o644)
    const app = here.write('app.cjs', 'console.log("app")', 0o644)
    const env = {
      NODE_OPTIONS: `--require=${trace}`,
      NODE_DEBUG: 'nothing',
      NODE_PATH: here.home,
      BUN_OPTIONS: '--smol',
    }
    const result = await here.run(['exec', 'web-admin', '--', 'node', app], { env })
    expect(result).toMatchObject({ code: 0, stdout: `preloaded in ${app}\napp\n`, stderr: '' })
    const inside = parseEnvironment((await here.run(['exec', 'web-admin', '--', 'env', '-0'], { env })).stdout)
    expect(inside).toMatchObject(env)
    expect(Object.keys(inside).filter((name) => name.startsWith('AWSX_KEEP_'))).toEqual([])
  })
})

describe('streams and arguments', () => {
  test('stdin and stdout pass through byte for byte', async () => {
    const { here } = await startReadyStory()
    const bytes = randomBytes(300_000)
    here.write('in', bytes)
    const script = `${here.awsx} exec web-admin -- cat <in >out; cmp in out && wc -c <out`
    expect(await here.shell('dash', script)).toMatchObject({ code: 0, stdout: '300000\n', stderr: '' })
  })

  test('stdin is left to the command to the last byte, also while awsx unlocks', async () => {
    const { here } = await startReadyStory()
    const passphrase = 'correct horse battery staple'
    const script = `printf 'one\\ntwo\\n' | ${here.awsx} exec web-admin -- sh -c 'read a; echo "1:$a"; cat'`
    const result = await here.shell('dash', script, { env: { AWSX_PASSPHRASE_COMMAND: `echo ${passphrase}` } })
    expect(result).toMatchObject({ code: 0, stdout: '1:one\ntwo\n' })
  })

  test.each(['000', '022', '077', '027'])(
    "I248 umask-000, I249 umask-777: umask %s is the caller's again",
    async (umask) => {
      const { here } = await startReadyStory()
      const { stdout } = await here.shell('dash', `umask ${umask}; ${here.awsx} exec web-admin -- sh -c umask`)
      expect(stdout).toBe(`0${umask}\n`)
    },
  )

  test('arguments keep blanks, newlines and emptiness', async () => {
    const { here } = await startReadyStory()
    const words = [
      '',
      ' ',
      'a b',
      'line\nbreak',
      '$(id)',
      '`id`',
      "it's",
      '"',
      '\\',
      '*',
      '--',
      '-',
      '-x',
      'ünï 🦊',
      '%s',
    ]
    const result = await here.run(['exec', 'web-admin', '--', 'printf', '[%s]\\n', ...words])
    expect(result.stdout).toBe(words.map((word) => `[${word}]\n`).join(''))
  })

  test("options behind the profile's command are the command's", async () => {
    const { here } = await startReadyStory()
    const show = here.write('show', '#!/bin/sh\nprintf "%s|" "$@"\n', 0o755)
    for (const words of [['--help'], ['-h', '--region', 'x'], ['--', '--help'], ['--no-input', '--version']]) {
      expect((await here.run(['exec', 'web-admin', show, ...words])).stdout).toBe(`${words.join('|')}|`)
      expect((await here.run(['exec', 'web-admin', '--', show, ...words])).stdout).toBe(`${words.join('|')}|`)
    }
    const own = await here.run(['exec', 'web-admin', '--help'])
    expect(own.stdout).toContain('Usage: awsx exec [PROFILE] -- COMMAND')
  })

  test('without a command it is the shell of the user', async () => {
    const { here } = await startReadyStory()
    const shell = here.write('my-shell', '#!/bin/sh\necho "shell of $AWSX_PROFILE with $# words"\n', 0o755)
    expect((await here.run(['exec', 'web-admin'], { env: { SHELL: shell } })).stdout).toBe(
      'shell of web-admin with 0 words\n',
    )
    const result = await here.run(['exec', '--', 'printenv', 'AWSX_PROFILE'], { env: { AWS_PROFILE: 'web-admin' } })
    expect(result.stdout).toBe('web-admin\n')
  })
})
