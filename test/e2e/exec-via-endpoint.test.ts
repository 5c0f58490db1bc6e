import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listProcesses } from '../harness/index.ts'
import type { World } from '../harness/index.ts'
import { createEndpointWorld, exchange } from './support/endpoint.ts'
import { startReadyStory } from './support/story.ts'

function filesLeft(here: World): string[] {
  return readdirSync(join(here.home, '.local/state/awsx/run'))
}

/** `awsx exec p --via endpoint` with a script of a shell. */
function via(script: string): string[] {
  return ['exec', 'p', '--via', 'endpoint', '--', 'sh', '-c', script]
}

/** The processes of a world that awsx itself is. */
function awsxOf(here: World): number[] {
  return listProcesses()
    .filter(({ argv, environment }) => argv.includes('endpoint') && environment.includes(`HOME=${here.home}`))
    .map(({ pid }) => pid)
}

test('gives the command an endpoint and no keys, and leaves nothing behind', async () => {
  const { here } = await startReadyStory()
  const { stdout, stderr, code } = await here.run(['exec', 'web-admin', '--via', 'endpoint', '--', 'env'], {
    env: { AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1', AWS_SECRET_ACCESS_KEY: 'old', AWS_PROFILE: 'other' },
  })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const names = stdout.split('\n').flatMap((line) => /^(AWS\w+)=/.exec(line)?.[1] ?? [])
  expect(names.toSorted()).toEqual([
    'AWSUME_PROFILE',
    'AWSX_ACCOUNT_ID',
    'AWSX_IDENTITY_FILE',
    'AWSX_PROFILE',
    'AWSX_REGION',
    'AWSX_ROLE',
    'AWS_CONFIG_FILE',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_DEFAULT_REGION',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'AWS_SHARED_CREDENTIALS_FILE',
  ])
  expect(filesLeft(here)).toEqual([])
})

test('the config file has the settings of the profile and no way to other credentials', async () => {
  const { here } = createEndpointWorld()
  const config = readFileSync(join(here.home, '.aws/config'), 'utf8')
  here.write(
    '.aws/config',
    `${config}output = json
services = local
s3 =
  addressing_style = path
mfa_serial = arn:aws:iam::123456789012:mfa/me
[services local]
dynamodb =
  endpoint_url = http://127.0.0.1:8000
`,
  )
  const script =
    'stat -c "%a %n" "$(dirname "$AWS_CONFIG_FILE")"/* "$(dirname "$AWS_CONFIG_FILE")"; cat "$AWS_CONFIG_FILE"'
  const { stdout } = await here.run(via(script), { env: {} })
  const folder = /(\S+)\/token$/m.exec(stdout)?.[1] ?? ''
  expect(stdout.replaceAll(folder, 'RUN')).toBe(`600 RUN/config
600 RUN/credentials
600 RUN/token
700 RUN
[default]
region = eu-west-1
output = json
services = local
s3 =
  addressing_style = path

[services local]
dynamodb =
  endpoint_url = http://127.0.0.1:8000
`)
})

describe('ends as the command does', () => {
  test.each([0, 1, 125, 255])('with its code %i', async (wanted) => {
    const { here } = createEndpointWorld()
    expect((await here.run(via(`exit ${wanted}`))).code).toBe(wanted)
    expect(filesLeft(here)).toEqual([])
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('by %s', async (signal) => {
    const { here } = createEndpointWorld()
    const result = await here.run(via(`kill -${signal.slice(3)} $$; sleep 5`))
    expect(result).toMatchObject({ code: null, signal })
    expect(filesLeft(here)).toEqual([])
  })

  test('with 128 + n where the signal would write a core file', async () => {
    const { here } = createEndpointWorld()
    expect((await here.run(via('ulimit -c 0; kill -QUIT $$; sleep 5'))).code).toBe(131)
    expect(filesLeft(here)).toEqual([])
  })

  test('with 127 for a command that is not there, 126 for one that cannot run', async () => {
    const { here } = createEndpointWorld()
    here.write('plain.txt', 'no program\n', 0o644)
    expect((await here.run(['exec', 'p', '--via', 'endpoint', '--', 'no-such-command'])).code).toBe(127)
    expect((await here.run(['exec', 'p', '--via', 'endpoint', '--', './plain.txt'])).code).toBe(126)
    expect(filesLeft(here)).toEqual([])
  })

  test('a script without a first line for its interpreter is a shell script', async () => {
    const { here } = createEndpointWorld()
    here.write('script', 'echo "$AWSX_PROFILE: $1"\nexit 7\n', 0o755)
    const result = await here.run(['exec', 'p', '--via', 'endpoint', '--', './script', 'a  b'])
    expect(result).toMatchObject({ code: 7, stdout: 'p: a  b\n' })
  })
})

describe('the command has what it would have without awsx', () => {
  test('its umask, and no signal that is ignored or blocked', async () => {
    const { here } = createEndpointWorld()
    const script = 'umask; grep -E "Sig(Ign|Blk)" /proc/self/status'
    const plain = await here.runCommand(['bash', '-c', `umask 027; sh -c '${script}'`])
    const inside = await here.runCommand(['bash', '-c', `umask 027; awsx exec p --via endpoint -- sh -c '${script}'`])
    expect(inside.stdout).toBe(plain.stdout)
  })
})

describe('signals', () => {
  const waiting = (name: string, code: number): string =>
    `trap 'echo got ${name}; exit ${code}' ${name}; echo ready; while :; do sleep 0.1; done`

  test.each(['TERM', 'HUP', 'USR1', 'USR2', 'INT', 'QUIT'] as const)('%s is handed on', async (name) => {
    const { here } = createEndpointWorld()
    const script = waiting(name, 9)
    const outer = `: >out; awsx exec p --via endpoint -- sh -c "$1" >out & awsx=$!
while ! grep -q ready out; do sleep 0.05; done; kill -${name} $awsx; wait $awsx; echo "code $?"; cat out`
    const { stdout } = await here.runCommand(['bash', '-mc', outer, 'bash', script])
    expect(stdout).toBe(`code 9\nready\ngot ${name}\n`)
    expect(filesLeft(here)).toEqual([])
  })

  test('ctrl-c reaches the command once, and awsx waits for what it makes of it', async () => {
    const { here } = createEndpointWorld()
    const script = `n=0; trap 'n=$((n + 1)); echo "interrupt $n"' INT; echo ready; i=0
while [ $i -lt 20 ]; do sleep 0.1; i=$((i + 1)); done; echo "all $n"; exit 3`
    const pty = here.pty(via(script))
    await pty.waitFor('ready')
    pty.press('ctrl-c')
    expect(await pty.exit()).toEqual({ code: 3, signal: 0 })
    expect(pty.screen().join('\n')).toContain('interrupt 1')
    expect(pty.screen().at(-1)).toBe('all 1')
    expect(filesLeft(here)).toEqual([])
  })

  test('ctrl-c ends a command that does not care, and awsx with it', async () => {
    const { here } = createEndpointWorld()
    const pty = here.pty(via('echo ready; exec sleep 100'))
    await pty.waitFor('ready')
    pty.press('ctrl-c')
    expect(await pty.exit()).toEqual({ code: 0, signal: 2 })
    expect(filesLeft(here)).toEqual([])
  })

  test('ctrl-z stops both, and fg goes on with both', async () => {
    const { here } = createEndpointWorld()
    const pty = here.ptyShell('bash')
    pty.type(`awsx exec p --via endpoint -- sh -c 'echo ready; read line; echo "line $line"; exit 4'\r`)
    await pty.waitFor(/^ready$/m)
    pty.press('ctrl-z')
    await pty.waitFor('Stopped')
    pty.type('fg\r')
    await pty.waitFor(/fg\nawsx exec/)
    pty.type('hello\r')
    await pty.waitFor('line hello')
    pty.type('echo "code $?"\r')
    await pty.waitFor('code 4')
    expect(filesLeft(here)).toEqual([])
  })

  test('an interactive shell has the terminal to itself', async () => {
    const { here } = createEndpointWorld()
    const pty = here.pty(['exec', 'p', '--via', 'endpoint', '--', 'bash', '--norc', '-i'])
    await pty.waitFor('$')
    pty.type("sh -c 'echo begun; exec sleep 100'\r")
    await pty.waitFor(/^begun$/m)
    pty.press('ctrl-c')
    pty.type('echo "still $AWSX_PROFILE"\r')
    await pty.waitFor('still p')
    pty.type('exit 6\r')
    expect(await pty.exit()).toEqual({ code: 6, signal: 0 })
    expect(filesLeft(here)).toEqual([])
  })

  test('a terminal that goes away ends the command, and nothing stays', async () => {
    const { here } = createEndpointWorld()
    const pty = here.pty(via('echo ready; exec sleep 100'))
    await pty.waitFor('ready')
    pty.hangUp()
    await expect.poll(() => filesLeft(here)).toEqual([])
    await expect.poll(() => awsxOf(here)).toEqual([])
  })
})

describe('killed', () => {
  test('the command: its endpoint is gone', async () => {
    const { here } = createEndpointWorld()
    const script = 'echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI"; kill -KILL $$'
    const { stdout } = await here.run(via(script))
    expect((await exchange(Number(new URL(stdout.trim()).port), '')).error).toBe('ECONNREFUSED')
    expect(filesLeft(here)).toEqual([])
  })

  test('awsx itself: nothing listens any more, and the next endpoint takes away the files', async () => {
    const { here } = createEndpointWorld()
    // The command lives on, with nothing of the shell's, until the world ends.
    const inner = `echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI"; exec sleep 600`
    const outer = `: >out; awsx exec p --via endpoint -- sh -c '${inner}' >out 2>err & awsx=$!
while ! grep -q http out; do sleep 0.05; done; kill -KILL $awsx; wait $awsx; cat out`
    const { stdout } = await here.runCommand(['bash', '-c', outer])
    expect((await exchange(Number(new URL(stdout.trim()).port), '')).error).toBe('ECONNREFUSED')
    expect(filesLeft(here)).toHaveLength(1)
    expect((await here.run(via('true'))).code).toBe(0)
    expect(filesLeft(here)).toEqual([])
  })

  test('what an endpoint that lives has is left alone', async () => {
    const { here } = createEndpointWorld()
    const script = `awsx exec p --via endpoint -- true || exit 1; cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" | wc -c`
    const { stdout, code } = await here.run(via(`AWS_CONFIG_FILE=$HOME/.aws/config; export AWS_CONFIG_FILE; ${script}`))
    expect({ stdout, code }).toEqual({ stdout: '43\n', code: 0 })
  })
})

describe('refused before the command starts', () => {
  test('keys that do not end', async () => {
    const { here } = await startReadyStory()
    here.write('.aws/config', '[profile identity]\nawsx_session = none\nregion = us-east-1\n')
    const result = await here.run(['exec', 'identity', '--via', 'endpoint', '--', 'true'])
    expect(result.code).toBe(125)
    expect(result.stderr).toContain("the credentials of 'identity' do not end")
    expect(result.stderr).toContain('--via environment')
  })

  test('a way that there is not, and --token-variable where no endpoint is', async () => {
    const { here } = createEndpointWorld()
    expect((await here.run(['exec', 'p', '--via', 'air', '--', 'true'])).stderr).toContain("there is no way 'air'")
    expect((await here.run(['exec', 'p', '--token-variable', '--', 'true'])).code).toBe(125)
  })

  test('a place that cannot be written to', async () => {
    const { here } = createEndpointWorld()
    here.write('blocked', 'no folder\n')
    const result = await here.run(via('echo started'), { env: { XDG_STATE_HOME: `${here.home}/blocked` } })
    expect(result).toMatchObject({ code: 125, stdout: '' })
    expect(result.stderr).toMatch(/^awsx: error: .*blocked.*\(E\w+\)/m)
  })
})
