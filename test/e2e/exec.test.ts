import { describe, expect, test } from 'vitest'
import { startReadyStory } from './support/story.ts'

describe('exit codes', () => {
  test.each([0, 1, 5, 125, 255])("%i is the command's own", async (wanted) => {
    const { here } = await startReadyStory()
    const { code, stderr } = await here.run(['exec', 'web-admin', '--', 'sh', '-c', `exit ${wanted}`])
    expect({ code, stderr }).toEqual({ code: wanted, stderr: '' })
  })

  test('127 for a command that is not there, 126 for one that cannot run', async () => {
    const { here } = await startReadyStory()
    here.write('plain.txt', 'no program\n', 0o644)
    const missing = await here.run(['exec', 'web-admin', '--', 'no-such-command'])
    expect(missing).toMatchObject({
      code: 127,
      stderr: 'awsx: error: cannot run no-such-command: there is no such command\n',
    })
    const file = await here.run(['exec', 'web-admin', '--', './plain.txt'])
    expect(file).toMatchObject({
      code: 126,
      stderr: 'awsx: error: cannot run ./plain.txt: it is not an executable file\n',
    })
    const folder = await here.run(['exec', 'web-admin', '--', '.aws'])
    expect(folder.code).toBe(127)
    expect((await here.run(['exec', 'web-admin', '--', './.aws'])).code).toBe(126)
    expect((await here.run(['exec', 'web-admin', '--', ''])).code).toBe(127)
  })

  test.each([
    ['broken', '\x7fELF\0broken'],
    ['no-interpreter', '#!/no/such/interpreter\n'],
  ])('126 or 127, as shells differ, for a program that the system refuses: %s', async (name, content) => {
    const { here } = await startReadyStory()
    here.write(name, content, 0o755)
    const { code, stdout, stderr } = await here.run(['exec', 'web-admin', '--', `./${name}`])
    expect([126, 127]).toContain(code)
    expect(stdout).toBe('')
    // One line of words, not the runtime's stack.
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringContaining(name)])
  })

  test('a script without a first line for its interpreter is a shell script', async () => {
    const { here } = await startReadyStory()
    here.write('script', 'echo "$AWSX_PROFILE: $1"\nexit 7\n', 0o755)
    const result = await here.run(['exec', 'web-admin', '--', './script', 'a  b'])
    expect(result).toMatchObject({ code: 7, stdout: 'web-admin: a  b\n', stderr: '' })
  })

  test('a command whose name has a = is a command', async () => {
    const { here } = await startReadyStory()
    here.write('a=b', '#!/bin/sh\necho "$0 $1"\n', 0o755)
    const result = await here.run(['exec', 'web-admin', '--', './a=b', 'c=d'])
    expect(result).toMatchObject({ code: 0, stdout: './a=b c=d\n', stderr: '' })
  })

  test('125 where awsx itself fails, with its own code in the message', async () => {
    const { here } = await startReadyStory()
    const unknown = await here.run(['exec', 'web-admim', '--', 'true'])
    expect(unknown.code).toBe(125)
    expect(unknown.stderr).toMatch(/^awsx: error: .*'web-admim'.*\nawsx: hint: .*web-admin.*\n/)
    expect(unknown.stderr).toContain('awsx: the command was not started (exit code 3 of awsx)\n')
    const asked = await here.run(['exec', 'web-admin', '--refresh', '--no-input', '--duration', '30m', '--', 'true'], {
      env: { AWSX_IDENTITY_FILE: undefined },
    })
    expect(asked.code).toBe(125)
    expect(asked.stderr).toContain('(exit code 4 of awsx)')
  })
})

describe('signals', () => {
  test('SIGTERM to the process reaches the command, which is that very process', async () => {
    const { here } = await startReadyStory()
    const script = 'trap "echo got TERM; exit 9" TERM; echo "pid $$"; while :; do sleep 0.1; done'
    const pty = here.pty(['exec', 'web-admin', '--', 'sh', '-c', script])
    await pty.waitFor(`pid ${pty.pid}`)
    process.kill(pty.pid, 'SIGTERM')
    expect(await pty.exit()).toEqual({ code: 9, signal: 0 })
    expect(pty.screen().at(-1)).toBe('got TERM')
  })

  test('a command ended by a signal shows as ended by it', async () => {
    const { here } = await startReadyStory()
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGPIPE', 'SIGUSR1'] as const) {
      const result = await here.run(['exec', 'web-admin', '--', 'sh', '-c', `kill -${signal.slice(3)} $$; sleep 5`])
      expect(result).toMatchObject({ code: null, signal, stderr: '' })
    }
  })

  test('ctrl-c goes to the command alone', async () => {
    const { here } = await startReadyStory()
    const pty = here.pty([
      'exec',
      'web-admin',
      '--',
      'sh',
      '-c',
      'trap "echo interrupted; exit 3" INT; echo ready; while :; do sleep 0.1; done',
    ])
    await pty.waitFor('ready')
    pty.press('ctrl-c')
    expect(await pty.exit()).toEqual({ code: 3, signal: 0 })
    expect(pty.screen().at(-1)).toContain('interrupted')
  })

  test('SIGPIPE has its default again: yes | head ends quietly', async () => {
    const { here } = await startReadyStory()
    const quiet = await here.run(['exec', 'web-admin', '--', 'sh', '-c', 'yes | head -1'])
    expect(quiet).toMatchObject({ code: 0, stdout: 'y\n', stderr: '' })
    const status = await here.runCommand(['sh', '-c', 'cat /proc/self/status | grep -E "Sig(Ign|Blk)"'])
    const inside = await here.run([
      'exec',
      'web-admin',
      '--',
      'sh',
      '-c',
      'cat /proc/self/status | grep -E "Sig(Ign|Blk)"',
    ])
    expect(inside.stdout).toBe(status.stdout)
  })
})

test('nothing of awsx is left behind', async () => {
  const { here } = await startReadyStory()
  const list = 'for p in /proc/[0-9]*; do tr "\\0" " " <$p/cmdline 2>/dev/null; echo; done'
  const { stdout } = await here.run(['exec', 'web-admin', '--', 'sh', '-c', `echo parent $PPID; ${list}`])
  const command = `${here.awsx} exec`
  expect(stdout).toContain(`parent ${process.pid}\n`)
  expect(stdout).not.toContain(command)
})
