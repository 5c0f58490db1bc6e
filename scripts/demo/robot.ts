import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { join } from 'node:path'

/** As much of node-pty as is used here. */
interface Terminal {
  onData(take: (text: string) => void): void
  onExit(end: (exit: { readonly exitCode: number; readonly signal?: number }) => void): void
  write(text: string): void
  kill(signal: string): void
}
interface PtyModule {
  spawn(file: string, args: readonly string[], options: object): Terminal
}

/** What awsx asks, and where on the screen a person would find the answer. */
const answers: readonly (readonly [question: RegExp, answer: RegExp | string])[] = [
  [/Access key id: /, /access key id +(\S+)/g],
  [/Secret access key \(not shown\): /, /secret access key +(\S+)/g],
  [/New passphrase .*: |The same once more: |Passphrase of the awsx vault: /, /passphrase +(\S.*\S)\s/g],
  [/MFA code for .*: /, /phone +(\d{3} \d{3})/g],
  [/\[y\/N\] /, 'y'],
  [/MFA device: /, 'y'],
]

/** After this long without a word it is stuck. */
const patienceMs = 120_000

/**
 * Plays the demo `argv` on a terminal of its own as a person would, and shows what a person would see.
 *
 * Resolves to its exit code; null where no terminal can be opened on this machine.
 */
export async function playDemo(argv: readonly string[], cwd: string): Promise<number | null> {
  const terminal = openTerminal(argv, cwd)
  if (terminal === null) return null
  let seen = ''
  let answeredUpTo = 0
  let stoppedBy: NodeJS.Signals | null = null
  const watchdog = setTimeout(() => {
    console.error(`demo: nothing happened for ${patienceMs / 1000} s`)
    terminal.kill('SIGTERM')
  }, patienceMs)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stoppedBy ??= signal
      terminal.kill('SIGTERM')
    })
  }
  process.stdout.on('error', () => terminal.kill('SIGTERM'))

  terminal.onData((data) => {
    watchdog.refresh()
    const text = data.replaceAll(/\u001b\[[\d;?]*[A-Za-z]|\r/g, '')
    process.stdout.write(text)
    seen += text
    const answer = findAnswer(seen, answeredUpTo)
    if (answer === null) return
    answeredUpTo = seen.length
    terminal.write(`${answer}\r`)
  })
  return await new Promise((resolve) => {
    terminal.onExit(({ exitCode, signal = 0 }) => {
      clearTimeout(watchdog)
      if (stoppedBy !== null) resolve(128 + constants.signals[stoppedBy])
      else resolve(signal === 0 ? exitCode : 128 + signal)
    })
  })
}

function openTerminal(argv: readonly string[], cwd: string): Terminal | null {
  try {
    // A dependency of the tests, with a native part that not every machine has.
    const requireFromTests = createRequire(join(cwd, 'test/package.json'))
    const { spawn } = requireFromTests('@lydell/node-pty') as PtyModule
    const env = { ...process.env, TERM: 'dumb', NO_COLOR: '1' }
    return spawn(process.execPath, argv, { name: 'dumb', cols: 80, rows: 24, cwd, env })
  } catch {
    return null
  }
}

function findAnswer(seen: string, from: number): string | null {
  const asked = seen.slice(from)
  for (const [question, answer] of answers) {
    if (!question.test(asked)) continue
    if (typeof answer === 'string') return answer
    const found = [...seen.matchAll(answer)].at(-1)?.[1]
    if (found !== undefined) return found.replace(/^(\d{3}) (\d{3})$/, '$1$2')
  }
  return null
}
