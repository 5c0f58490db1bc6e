import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProgramRequest } from '@awsx/core'
import { expect, test } from 'vitest'
import { createProgramRunner } from './program-runner.ts'
import type { ProgramRunnerDeps } from './program-runner.ts'
import { errorOf } from './testing/sts-bench.ts'
import { makeTempFolder } from './testing/temp-folder.ts'

const request = (...argv: string[]): ProgramRequest => ({ argv, purpose: 'credential_process', file: '/c', line: 7 })
const script = (code: string): ProgramRequest => request(process.execPath, '-e', code)

async function run(program: ProgramRequest, deps: Partial<ProgramRunnerDeps> = {}): Promise<string> {
  const runner = createProgramRunner({
    env: { PATH: process.env['PATH'] },
    files: [{ path: '/c', untrusted: null }],
    hasTerminal: false,
    ...deps,
  })
  return (await runner.run(program)).reveal()
}

test('what a program prints, and no shell in between', async () => {
  expect(await run(request('echo', '$HOME', '`id`', '"a b"'))).toBe('$HOME `id` "a b"\n')
})

test('A24 credproc-semicolon', async () => {
  const mark = join(makeTempFolder(), 'mark')
  expect(await run(request('echo', 'x;', 'touch', mark))).toBe(`x; touch ${mark}\n`)
  expect(existsSync(mark)).toBe(false)
})

test('A25 credproc-relative-path', async () => {
  const folder = makeTempFolder()
  writeFileSync(join(folder, 'tool'), '#!/bin/sh\necho found\n', { mode: 0o755 })
  const relative = await errorOf(run(request('./tool')))
  expect([relative.code, relative.message]).toEqual([
    'process_failed',
    'credential_process in /c:7 (tool) names ./tool by a relative path',
  ])
  expect(relative.hint).toContain('/c:7')
  expect(await run(request('tool'), { env: { PATH: `:.:${folder}` } })).toBe('found\n')
})

test('I246 PATH-with-dot finds nothing in the current folder', () => {
  const folder = makeTempFolder()
  mkdirSync(join(folder, 'bin'))
  for (const name of ['tool', 'bin/tool']) writeFileSync(join(folder, name), '#!/bin/sh\n', { mode: 0o755 })
  // A process of its own: the current folder is one for all tests of this one.
  const find = (path: string): string => {
    const module = JSON.stringify(new URL('program-path.ts', import.meta.url).href)
    const code = `const { findProgram } = await import(${module})\nconsole.log(findProgram("tool", ${JSON.stringify(path)}))`
    return execFileSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' }).trim()
  }
  expect(find(':.:..:bin:./bin:')).toBe('null')
  expect(find(`.:${folder}`)).toBe(join(folder, 'tool'))
})

test('A27 credproc-in-repo-config, A28 mfa_process-in-repo: an untrusted or unknown file runs nothing', async () => {
  const mark = join(makeTempFolder(), 'mark')
  const files = [{ path: '/c', untrusted: '/c is writable by every user (chmod o-w)' }]
  const untrusted = await errorOf(run(request('touch', mark), { files }))
  expect([untrusted.code, untrusted.message]).toEqual([
    'config_untrusted',
    'credential_process in /c:7 does not run: /c is writable by every user (chmod o-w)',
  ])
  expect((await errorOf(run(request('touch', mark), { files: [] }))).code).toBe('config_untrusted')
  expect(existsSync(mark)).toBe(false)
})

test('A26 credproc-calls-awsx-itself: three levels are the most', async () => {
  const env = { PATH: process.env['PATH'], AWSX_PROCESS_DEPTH: '2' }
  expect(await run(script('console.log(process.env.AWSX_PROCESS_DEPTH)'), { env })).toBe('3\n')
  const error = await errorOf(run(request('echo'), { env: { ...env, AWSX_PROCESS_DEPTH: '3' } }))
  expect([error.code, error.message]).toEqual([
    'process_failed',
    'credential_process in /c:7 (echo) is 3 levels deep in programs that call awsx',
  ])
})

test('awsx’s own secrets stay behind', async () => {
  const env = {
    PATH: process.env['PATH'],
    AWSX_PASSPHRASE: 'a',
    AWSX_PASSPHRASE_COMMAND: 'b',
    AWSX_PASSPHRASE_FILE: 'c',
    AWSX_MFA_CODE: 'd',
    AWSX_IDENTITY_FILE: '/identity',
    AWS_PROFILE: 'p',
  }
  const names = await run(
    script('console.log(Object.keys(process.env).filter((n) => n.startsWith("AWS")).sort().join())'),
    { env },
  )
  expect(names.trim()).toBe('AWSX_IDENTITY_FILE,AWSX_PROCESS_DEPTH,AWS_PROFILE')
})

test('a failing program', async () => {
  const error = await errorOf(run(script('process.exit(3)')))
  expect([error.code, error.message]).toEqual([
    'process_failed',
    'credential_process in /c:7 (node) ended with exit code 3',
  ])
  expect((await errorOf(run(script('process.kill(process.pid, "SIGTERM")')))).message).toContain('ended by SIGTERM')
})

test('a program that does not exist, or cannot be executed', async () => {
  const file = join(makeTempFolder(), 'data')
  writeFileSync(file, 'x', { mode: 0o644 })
  expect((await errorOf(run(request('awsx-no-such-program')))).message).toContain('which is not an executable file')
  expect((await errorOf(run(request(file)))).message).toContain('which is not an executable file')
  writeFileSync(join(file, '../noexec'), '#!/no/such/interpreter\n', { mode: 0o755 })
  expect((await errorOf(run(request(join(file, '../noexec'))))).message).toContain('cannot be started')
})

test('parameters are not part of the message', async () => {
  const error = await errorOf(run(request(process.execPath, '-e', 'process.exit(1)', 'hunter2')))
  expect(`${error.message} ${error.hint}`).not.toContain('hunter2')
})

test('D98 code-process-hangs: the whole group is killed', async () => {
  const file = join(makeTempFolder(), 'pid')
  const hanging = `sleep 60 & echo $! > '${file}'; wait`
  const error = await errorOf(run(request('sh', '-c', hanging), { limitMs: 1_000 }))
  expect(error.message).toContain('did not end within 1 s')
  const pid = Number(readFileSync(file, 'utf8'))
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
})

test('with a terminal it is killed as well', async () => {
  const error = await errorOf(run(script('setTimeout(() => {}, 60000)'), { limitMs: 300, hasTerminal: true }))
  expect(error.message).toContain('did not end within')
})

test('more than 64 KiB', async () => {
  expect(await run(script('process.stdout.write("x".repeat(65536))'))).toHaveLength(65_536)
  const error = await errorOf(run(request('yes')))
  expect(error.message).toContain('printed more than 64 KiB')
})

test('a daemon that keeps the pipe open is not waited for', async () => {
  const file = join(makeTempFolder(), 'pid')
  expect(await run(request('sh', '-c', `sleep 60 & echo $! > '${file}'; echo done`))).toBe('done\n')
  process.kill(Number(readFileSync(file, 'utf8')))
})

/** False once the process is gone, or dead and only waits for its parent. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync(`/proc/${pid}/stat`) || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

test('what a program says on stderr is heard line by line, and never as its output', async () => {
  const heard: string[] = []
  const code = `console.error('touch the\\nkey'); console.log('out'); process.stderr.write('x'.repeat(9000) + '\\r\\n')`
  expect(await run(script(code), { hear: (line) => heard.push(line) })).toBe('out\n')
  expect(heard.slice(0, 2)).toEqual(['touch the', 'key'])
  expect(heard.slice(2).join('')).toMatch(/^x+$/)
})
