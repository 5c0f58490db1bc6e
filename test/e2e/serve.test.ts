import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findFaketime, listProcesses, setClockFile } from '../harness/index.ts'
import type { World } from '../harness/index.ts'
import { createEndpointWorld, exchange, fetchCredentials, serve } from './support/endpoint.ts'
import { startReadyStory, tutorialConfig } from './support/story.ts'

function filesLeft(here: World): string[] {
  return readdirSync(join(here.home, '.local/state/awsx/run'))
}

test('prints shell code that takes everything else away, and says on stderr that it is ready', async () => {
  const { here } = createEndpointWorld()
  const script = `: >err; awsx serve p >out 2>err & awsx=$!
while ! grep -q serving err; do sleep 0.05; done
export AWS_PROFILE=other AWS_ACCESS_KEY_ID=AKIAOLDOLDOLDOLDOLD1 AWS_CONTAINER_AUTHORIZATION_TOKEN=old
eval "$(cat out)"; grep -c '' out; env | grep ^AWS_ | sed 's/=.*//' | sort
curl -s -H "Authorization: $(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")" "$AWS_CONTAINER_CREDENTIALS_FULL_URI" |
  grep -o ASIAENDPOINTENDPOINT
kill $awsx; wait $awsx; echo "code $?"; cat err`
  const { stdout } = await here.runCommand(['bash', '-c', script])
  expect(stdout).toBe(`3
AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE
AWS_CONTAINER_CREDENTIALS_FULL_URI
AWS_EC2_METADATA_DISABLED
ASIAENDPOINTENDPOINT
code 0
awsx: serving p on 127.0.0.1, ctrl-c ends it
`)
  expect(filesLeft(here)).toEqual([])
})

test('--json is an object; --token-variable has the token instead of its file', async () => {
  const { here } = createEndpointWorld()
  const endpoint = await serve(here, ['p', '--token-variable'])
  expect(Object.keys(endpoint.variables)).toEqual([
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  ])
  expect((await fetchCredentials(endpoint)).status).toBe(200)
})

test('where [default] has keys of its own, the files that SDKs would find them in are replaced as well', async () => {
  const { here } = createEndpointWorld()
  here.write('.aws/credentials', '[default]\naws_access_key_id = AKIADEFAULTDEFAULTDE\naws_secret_access_key = d\n')
  const { variables } = await serve(here)
  expect(Object.keys(variables)).toEqual(
    expect.arrayContaining(['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']),
  )
})

test('--port is taken where it is free; where not, the error says so and nothing is left', async () => {
  const { here } = createEndpointWorld()
  const first = await serve(here)
  const taken = await here.run(['serve', 'p', '--port', first.url.port])
  expect(taken).toMatchObject({ code: 2, stdout: '' })
  expect(taken.stderr).toContain(`cannot listen on 127.0.0.1:${first.url.port}: something else listens there`)
  expect(filesLeft(here)).toHaveLength(1)
  await first.end('SIGTERM')
  const second = await serve(here, ['p', '--port', first.url.port])
  expect(second.url.port).toBe(first.url.port)
  expect(second.url.pathname).not.toBe(first.url.pathname)
  for (const port of ['80', '0', '65536', '-1', 'http']) {
    const result = await here.run(['serve', 'p', `--port=${port}`])
    expect({ port, code: result.code }).toEqual({ port, code: 2 })
  }
})

describe('ends', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'by %s with code 0; no file, no port and no process stays',
    async (signal) => {
      const { here } = createEndpointWorld()
      const endpoint = await serve(here)
      expect(filesLeft(here)).toHaveLength(1)
      expect(await endpoint.end(signal)).toBe(0)
      expect(filesLeft(here)).toEqual([])
      expect((await exchange(Number(endpoint.url.port), '')).error).toBe('ECONNREFUSED')
    },
  )

  test('while a request is under way', async () => {
    const { here } = createEndpointWorld()
    const endpoint = await serve(here)
    const half = exchange(Number(endpoint.url.port), 'GET / HTTP/1.1\r\n')
    expect((await fetchCredentials(endpoint)).status).toBe(200)
    expect(await endpoint.end('SIGTERM')).toBe(0)
    expect((await half).text).not.toContain('ASIA')
  })

  test('killed: the next endpoint takes its files away, and leaves those of one that lives', async () => {
    const { here } = createEndpointWorld()
    const killed = await serve(here)
    const living = await serve(here)
    expect(await killed.end('SIGKILL')).toBe('SIGKILL')
    expect(existsSync(killed.tokenFile)).toBe(true)
    await serve(here)
    expect(existsSync(killed.tokenFile)).toBe(false)
    expect(existsSync(living.tokenFile)).toBe(true)
  })
})

describe('without a person', () => {
  test.each([
    ['no terminal', {}],
    ['CI=1', { CI: '1' }],
  ])('%s: it ends with what would have been asked, and does not hang', async (_name, env) => {
    const { here } = createEndpointWorld({ env: { AWSX_IDENTITY_FILE: undefined, ...env } })
    here.write(
      '.aws/config',
      '[profile p]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = keys\nmfa_serial = arn:aws:iam::123456789012:mfa/me\nregion = eu-west-1\n[profile keys]\n',
    )
    here.write('.aws/credentials', '[keys]\naws_access_key_id = AKIAKEYSKEYSKEYSKEYS\naws_secret_access_key = s\n')
    const result = await here.run(['serve', 'p'])
    expect(result).toMatchObject({ code: 4, stdout: '' })
    expect(result.stderr).toContain('needs an MFA code')
  })

  test('a state folder that cannot be made is a clear error', async () => {
    const { here } = createEndpointWorld()
    here.write('blocked', 'no folder\n')
    const result = await here.run(['serve', 'p'], { env: { XDG_STATE_HOME: `${here.home}/blocked` } })
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(/^awsx: error: .*blocked.*\(E\w+\)/m)
    expect(listProcesses().filter(({ environment }) => environment.includes(`HOME=${here.home}`))).toEqual([])
  })
})

describe('renewal, by a clock that the test moves', () => {
  test('the session is renewed ahead of its end; when the MFA session is over, it says so and what to type', async () => {
    const story = await startReadyStory()
    const { here, sandbox } = story
    story.addRole({ roleName: 'LongJob' })
    story.config(`${tutorialConfig}
[profile long-job]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/LongJob
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
`)
    const clockFile = join(here.root, 'clock')
    let offset = 0
    const moveTo = (minutes: number): void => {
      sandbox.clock.jump((minutes - offset) * 60_000)
      offset = minutes
      setClockFile(clockFile, `+${minutes}m`)
    }
    moveTo(0)
    const endpoint = await serve(here, ['long-job'], {
      env: {
        LD_PRELOAD: findFaketime(),
        FAKETIME_TIMESTAMP_FILE: clockFile,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      },
    })
    const first = await fetchCredentials(endpoint)
    expect(first.status).toBe(200)
    // Each request comes at once from what is there, and starts what is due.
    for (const minutes of [41, 82, 123]) {
      moveTo(minutes)
      const before = await fetchCredentials(endpoint)
      expect(before.status).toBe(200)
      await expect.poll(async () => (await fetchCredentials(endpoint)).accessKeyId).not.toBe(before.accessKeyId)
    }
    expect(story.takeCalls()).toEqual(['AssumeRole', 'AssumeRole', 'AssumeRole', 'AssumeRole'])
    expect(endpoint.stderr()).toBe('awsx: serving long-job on 127.0.0.1, ctrl-c ends it\n')
    // The MFA session of 12 hours has ended, and the role's with it.
    moveTo(13 * 60)
    await expect.poll(async () => (await fetchCredentials(endpoint)).status).toBe(403)
    const refused = await fetchCredentials(endpoint)
    expect(refused.body).toContain('"Code":"mfa_required"')
    // Somebody types that, somewhere else; the endpoint takes it up at the next request.
    const typed = await story.runAt(`+${offset}m`, ['exec', 'long-job', '--refresh', ...story.withCode(), '--', 'true'])
    expect(typed).toMatchObject({ code: 0 })
    await expect.poll(async () => (await fetchCredentials(endpoint)).status).toBe(200)
    expect(endpoint.stderr()).toMatch(
      /^awsx: warning: the credentials cannot be renewed: profile '[\w-]+' needs an MFA code .*In another terminal: awsx exec long-job --refresh -- true$/m,
    )
    rmSync(clockFile)
  })
})
