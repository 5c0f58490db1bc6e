import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createWorld, findProgram } from './harness/index.ts'
import type { ShellName } from './harness/index.ts'

describe('run', () => {
  test('gives output, exit code and signal', async () => {
    const world = createWorld()
    const failed = await world.runCommand(['sh', '-c', 'cat; echo out; echo err >&2; exit 3'], { stdin: 'in ' })
    expect(failed).toEqual({ stdout: 'in out\n', stderr: 'err\n', code: 3, signal: null })
    const killed = await world.runCommand(['sh', '-c', 'kill -TERM $$'])
    expect(killed).toMatchObject({ code: null, signal: 'SIGTERM' })
  })

  test('passes nothing of the outer environment on', async () => {
    const world = createWorld({ env: { ADDED: 'yes', TERM: undefined } })
    const { stdout } = await world.runCommand(['env'], { env: { ONCE: '1' } })
    const names = stdout
      .trim()
      .split('\n')
      .map((line) => line.slice(0, line.indexOf('=')))
    expect(names.toSorted()).toEqual([...Object.keys(world.env), 'ONCE'].toSorted())
    expect(names).toContain('ADDED')
    expect(names).not.toContain('TERM')
  })

  test('has no controlling terminal', async () => {
    const world = createWorld()
    const { code } = await world.runCommand(['sh', '-c', 'exec 2>/dev/null; : </dev/tty'])
    expect(code).not.toBe(0)
  })

  test('kills what takes too long, with its children, and shows what it said', async () => {
    const world = createWorld()
    const run = world.runCommand(['sh', '-c', 'echo begun; sleep 60 & wait'], { timeoutMs: 2000 })
    await expect(run).rejects.toThrow(/not done after 2000 ms\nstdout: begun/)
  })

  test('rejects where there is no such program', async () => {
    const world = createWorld()
    await expect(world.runCommand(['no-such-program'])).rejects.toThrow('ENOENT')
  })
})

describe('world', () => {
  test('is a folder of its own with safe modes', () => {
    const first = createWorld()
    const second = createWorld()
    expect(first.root).not.toBe(second.root)
    expect(statSync(first.root).mode & 0o777).toBe(0o700)
    expect(statSync(first.write('.aws/config', '[default]\n')).mode & 0o777).toBe(0o600)
    expect(statSync(first.write('script', '', 0o755)).mode & 0o777).toBe(0o755)
    expect(existsSync(join(first.home, '.aws/config'))).toBe(true)
  })

  test('closes its sandbox and points AWS tools at it', async () => {
    let closed = 0
    const world = createWorld({ sandbox: { url: 'http://127.0.0.1:9', close: () => void closed++ } })
    const { stdout } = await world.runCommand(['sh', '-c', 'echo "$AWS_ENDPOINT_URL"'])
    expect(stdout).toBe('http://127.0.0.1:9\n')
    expect(closed).toBe(0)
  })
})

const shells: readonly { name: ShellName; script: string }[] = [
  { name: 'bash', script: 'printf %s "$BASH_VERSION"' },
  { name: 'dash', script: 'printf %s dash' },
  { name: 'fish', script: 'printf %s $FISH_VERSION' },
  { name: 'zsh', script: 'printf %s "$ZSH_VERSION"' },
]

describe.each(shells)('shell $name', ({ name, script }) => {
  test.skipIf(findProgram(name) === null)('runs a script without start-up files', async () => {
    const world = createWorld()
    for (const file of ['.bashrc', '.zshenv', '.zshrc', '.profile', '.config/fish/config.fish']) {
      world.write(file, 'echo start-up file')
    }
    const result = await world.shell(name, script, { env: { ENV: join(world.home, '.profile') } })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toMatch(name === 'dash' ? /^dash$/ : /^\d+\.\d+/)
  })

  test.skipIf(findProgram(name) === null)('runs on a terminal', async () => {
    const world = createWorld()
    const pty = world.ptyShell(name)
    // The echo of the line must not look like its result.
    pty.type("printf '%s%s\\n' mar ker")
    pty.press('enter')
    await pty.waitFor('marker')
    pty.type('exit 7')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 7 })
  })
})
