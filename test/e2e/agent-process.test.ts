// How an agent is started and what then protects it: the real start, the real system, a program with nothing else in it.
import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { flavourUnderTest, runCommand } from '../harness/index.ts'
import { askSocket, buildStub, startStub, type RunningStub, type Stub, type StubStart } from './support/agent-stub.ts'
import { scanMemory } from './support/core-scan.ts'
import { until } from './support/until.ts'

const flavour = flavourUnderTest()
const isRoot = process.getuid?.() === 0
const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
let stub: Stub

beforeAll(() => {
  stub = buildStub()
})

afterAll(() => rmSync(stub.folder, { recursive: true, force: true }))

async function start(options?: StubStart): Promise<RunningStub> {
  const running = await startStub(stub, options)
  onTestFinished(() => running.stop())
  return running
}

const proc = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8')
const environmentOf = (pid: number): string[] =>
  proc(pid, 'environ')
    .split('\0')
    .filter((entry) => entry !== '')

/** For what only the Node build has; in the other one it is no test, and so none that is skipped. */
const onlyInNode = flavour === 'node' ? ['node'] : []

describe.skipIf(process.platform !== 'linux')('an agent', () => {
  test('has nothing of whoever started it', async () => {
    const running = await start({
      env: {
        HOME: '/home/tester',
        AWSX_HOME: '/home/tester/awsx',
        TZ: 'UTC',
        NODE_OPTIONS: '--no-deprecation',
        NODE_DEBUG: 'http',
        NODE_EXTRA_CA_CERTS: '/nowhere',
        BUN_OPTIONS: '--smol',
        LD_PRELOAD: '/nowhere/planted.so',
        AWS_SECRET_ACCESS_KEY: 'planted',
        AWSX_PASSPHRASE_FILE: '/nowhere',
        PATH: '/nowhere',
      },
    })
    expect(running.started).toEqual({ kind: 'ready' })
    const pid = running.pid()
    // PWD is the shell's; Bun is told not to wake for its garbage, and to stay small.
    const known = ['PWD=/', 'BUN_GC_TIMER_DISABLE=1', 'BUN_JSC_useDFGJIT=0']
    expect(
      environmentOf(pid)
        .filter((entry) => !known.includes(entry))
        .toSorted(),
    ).toEqual(['AWSX_HOME=/home/tester/awsx', 'AWSX_START_REPORT=3', 'HOME=/home/tester', 'TZ=UTC'])
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe('/')
    expect(proc(pid, 'status')).toMatch(/^Umask:\s+0077$/m)
    expect(proc(pid, 'limits')).toMatch(/^Max core file size\s+0\s+0\s/m)
    expect([0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))).toEqual(Array(3).fill('/dev/null'))
    // The Node build has a shell above it, which leads the session.
    const [, , parent, group, session, terminal] = proc(pid, 'stat')
      .replace(/^.*\) /, 'x ')
      .split(' ')
      .map(Number)
    expect(session).toBe(flavour === 'native' ? pid : parent)
    expect(group).toBe(session)
    expect(terminal).toBe(0)
  })

  test('says which protections it has', async () => {
    const answer = await (await start()).ask('status')
    const native = flavour === 'native'
    expect(answer?.hardening).toEqual({
      noCoreFile: true,
      noTracing: native,
      peerUser: native,
      noDebugger: true,
      permissions: !native,
      noProto: !native,
      ownEnvironment: true,
    })
  })

  test('does not keep a pipe of the caller open', async () => {
    const out = join(stub.folder, 'planted-file')
    writeFileSync(out, '')
    const running = await start({ prefix: ['/bin/bash', '-c', `exec 9>${out} 99>${out}; exec "$0" "$@"`] })
    const answer = await running.ask('status')
    expect(answer?.files).toContain('/dev/null')
    expect(answer?.files).not.toContain(out)
  })

  test('knows who connects, where the runtime can ask', async () => {
    const answer = await (await start()).ask('status')
    expect(answer?.peer).toEqual(flavour === 'native' ? { uid: process.getuid?.(), pid: process.pid } : null)
  })

  test('opens no debugger on SIGUSR1', async () => {
    const running = await start()
    const pid = running.pid()
    process.kill(pid, 'SIGUSR1')
    const ask = (): ReturnType<RunningStub['ask']> => running.ask('status').catch(() => null)
    // The native one ends, as every program does that has no use for the signal.
    if (flavour === 'native') await until('its end', async () => (await ask()) === null)
    else await new Promise((resolve) => setTimeout(resolve, 300))
    const { pid: left, inspector } = (await ask()) ?? { pid: null, inspector: null }
    expect({ left, inspector }).toEqual({ left: flavour === 'native' ? null : pid, inspector: null })
  })

  test.each(onlyInNode)('does not know the other runtime in its code', () => {
    expect(readFileSync(stub.argv[1] ?? '', 'utf8')).not.toContain('bun:ffi')
  })

  test.each(onlyInNode)('may start nothing and write nowhere else', async () => {
    const running = await start()
    const elsewhere = join(stub.folder, 'elsewhere')
    const path = join(running.folder, `${running.pid()}.sock`)
    expect(await askSocket<unknown>(path, `try ${elsewhere}`)).toEqual({
      spawn: 'ERR_ACCESS_DENIED',
      writeInside: 'done',
      writeOutside: 'ERR_ACCESS_DENIED',
    })
  })

  test('that starts again holds no copy of what it knew, and is as hard as before', async () => {
    const running = await start({ env: { HOME: '/home/tester' } })
    const before = await running.ask('status')
    const secret = Buffer.from(`planted ${Date.now()} ${Math.random()}`)
    await running.ask(`keep ${secret.toString('hex')}`)
    const first = running.pid()
    const found = scanMemory(first, { secret }).counts['secret']
    expect(found?.utf8).toBeGreaterThan(0)
    expect(found?.hex).toBeGreaterThan(0)

    expect(await running.ask('again')).toBeNull()
    await expect.poll(async () => await running.ask('status').catch(() => null)).not.toBeNull()
    const second = running.pid()
    expect(second === first).toBe(flavour === 'native')
    const scan = scanMemory(second, { secret })
    expect(scan.counts['secret']).toEqual({ utf8: 0, utf16le: 0, hex: 0, base64: 0 })
    expect(scan.bytes).toBeGreaterThan(5_000_000)
    expect((await running.ask('status'))?.hardening).toEqual(before?.hardening)
    expect(proc(second, 'status')).toMatch(/^Umask:\s+0077$/m)
    expect(environmentOf(second)).not.toContain('AWSX_START_REPORT=3')
    expect(readlinkSync(`/proc/${second}/cwd`)).toBe('/')
  })
})

describe('whoever starts an agent hears', () => {
  test('that it ended', async () => {
    expect((await start({ words: ['end'] })).started).toEqual({ kind: 'ended' })
  })

  test.each(['NODE_TLS_REJECT_UNAUTHORIZED=0', 'NODE_DEBUG=http'])('why it does not start: %s', async (setting) => {
    const told = ['/bin/sh', '-c', '"$0" "$@" 3>&1 >/dev/null 2>&1'] as const
    const env = { ...Object.fromEntries([setting.split('=')]), AWSX_START_REPORT: '3' }
    const result = await runCommand([...told, ...stub.argv, 'serve', stub.folder], { env, cwd: '/' })
    expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/^refused NODE_\w+.*\n$/) })
  })

  test.each(onlyInNode)('why it does not start: a debugger', async () => {
    const [node, script = ''] = stub.argv
    const argv = ['/bin/sh', '-c', '"$0" "$@" 3>&1 >/dev/null 2>&1', node, '--inspect=0', script] as const
    const result = await runCommand([...argv, 'serve', stub.folder], { env: { AWSX_START_REPORT: '3' }, cwd: '/' })
    expect(result).toMatchObject({ code: 1, stdout: expect.stringContaining('an inspector is open') })
  })

  test('that it keeps silent', async () => {
    const running = await start({ words: ['wait'] })
    expect(running.started).toEqual({ kind: 'silent' })
    const left = spawnSync('pgrep', ['-f', `wait ${running.folder}`], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
    expect(left.length).toBeGreaterThan(0)
    for (const pid of left) process.kill(Number(pid), 'SIGKILL')
  })
})

describe.runIf(isRoot && process.platform === 'linux')('against another process', () => {
  const reads = (pid: number, file: string, as: readonly string[]): boolean =>
    spawnSync(as[0] ?? '', [...as.slice(1), 'head', '-c', '1', `/proc/${pid}/${file}`]).status === 0

  test('of another user: no socket, no environment', async () => {
    const running = await start()
    const path = join(running.folder, `${running.pid()}.sock`)
    const script = `import socket; socket.socket(socket.AF_UNIX).connect(${JSON.stringify(path)})`
    const connecting = (as: readonly string[]): string =>
      spawnSync('env', [...as, '/usr/bin/python3', '-c', script], { encoding: 'utf8' }).stderr
    expect(connecting(nobody)).toContain('PermissionError')
    expect(connecting([])).toBe('')
    expect(reads(running.pid(), 'environ', nobody)).toBe(false)
  })

  test('of another user, where the folder lets it in: its user id is seen', async () => {
    const running = await start()
    execFileSync('chmod', ['0755', running.folder])
    const path = join(running.folder, `${running.pid()}.sock`)
    execFileSync('chmod', ['0777', path])
    const script = `import socket; s = socket.socket(socket.AF_UNIX); s.connect(${JSON.stringify(path)}); s.sendall(b"status\\n"); print(s.makefile().read())`
    const said = execFileSync('env', [...nobody, '/usr/bin/python3', '-c', script], { encoding: 'utf8' })
    const { peer } = JSON.parse(said) as { peer: { uid: number } | null }
    expect(peer?.uid ?? null).toBe(flavour === 'native' ? 65534 : null)
  })

  test('of the same user: no environment and no memory, where the runtime can refuse', async () => {
    const hard = await start({ prefix: nobody })
    expect(hard.started).toEqual({ kind: 'ready' })
    expect(reads(hard.pid(), 'environ', nobody)).toBe(flavour !== 'native')
    // Control: without the hardening it is readable.
    const plain = await start({ prefix: nobody, words: ['serve', 'plain'] })
    expect(reads(plain.pid(), 'environ', nobody)).toBe(true)
  })
})
