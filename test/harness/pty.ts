import { spawnSync } from 'node:child_process'
import { spawn } from '@lydell/node-pty'
import headless from '@xterm/headless'
import { encodeKey } from './keys.ts'
import { drainBeforeClose } from './pty-drain.ts'
import { readCells } from './screen-cells.ts'
import type { ScreenCells } from './screen-cells.ts'

/** How a command on a terminal ended. */
export interface PtyExit {
  readonly code: number
  /** The signal's number, 0 for none. */
  readonly signal: number
}

/** A command on a terminal of its own, with what a person would see of it. */
export interface Pty {
  readonly pid: number
  /**
   * Resolves once the text is on the screen or in the scrollback. Throws with the screen in the message after
   * `timeoutMs` (60,000 by default), or when the command ended without it.
   */
  waitFor(wanted: string | RegExp, options?: { readonly timeoutMs?: number }): Promise<void>
  /** Sends text as if typed, without a key at the end. */
  type(text: string): void
  /** Sends keys: `enter`, `up`, `ctrl-c`, `alt-b`, … */
  press(...keys: readonly string[]): void
  /** The lines from the top of the scrollback to the last one in use, joined where the terminal wrapped them. */
  screen(): string[]
  /** Whether the terminal shows what is typed. A program may ask before it has turned that off. */
  isEchoing(): boolean
  /** The same cell by cell, with colours and the cursor; no line is joined. */
  cells(): ScreenCells
  /** Everything the command wrote, as it wrote it. */
  raw(): Buffer
  resize(columns: number, rows: number): void
  /** Resolves when the command has ended and its output is on the screen; throws after `timeoutMs` (60,000). */
  exit(options?: { readonly timeoutMs?: number }): Promise<PtyExit>
  kill(signal?: NodeJS.Signals): void
  /** Takes the terminal away, as a closed window or a cut connection does. */
  hangUp(): void
}

/** How a command on a terminal is run. */
export interface PtyOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** 100 by default. */
  readonly columns?: number
  /** 30 by default. */
  readonly rows?: number
}

/** Starts a command with a controlling terminal of its own. */
export function openPty(argv: readonly [string, ...string[]], options: PtyOptions): Pty {
  const { cwd, env, columns: cols = 100, rows = 30 } = options
  const terminal = new headless.Terminal({ cols, rows, scrollback: 5000, allowProposedApi: true })
  const child = spawn(argv[0], argv.slice(1), {
    name: env['TERM'] ?? 'xterm-256color',
    cols,
    rows,
    cwd,
    env,
    encoding: null,
  })
  const hangUp = drainBeforeClose(child)
  const chunks: Buffer[] = []
  const watchers = new Set<() => void>()
  let ended: PtyExit | null = null
  let isCursorShown = true
  const notify = (): void => watchers.forEach((watch) => watch())

  // The library knows whether the cursor is hidden, and keeps it to itself.
  for (const [final, isShown] of [
    ['h', true],
    ['l', false],
  ] as const) {
    terminal.parser.registerCsiHandler({ prefix: '?', final }, (modes) => {
      if (modes.includes(25)) isCursorShown = isShown
      return false
    })
  }

  // The declaration says text; without an encoding it is bytes.
  child.onData((data: unknown) => {
    const bytes = Buffer.from(data as Uint8Array)
    chunks.push(bytes)
    terminal.write(bytes, notify)
  })
  terminal.onData((answer) => child.write(answer))
  child.onExit(({ exitCode, signal }) => {
    // What was written last may still be on its way through the terminal.
    terminal.write('', () => {
      ended = { code: exitCode, signal: signal ?? 0 }
      notify()
    })
  })

  function screen(): string[] {
    const { active } = terminal.buffer
    const lines: string[] = []
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row)
      const text = line?.translateToString(!active.getLine(row + 1)?.isWrapped) ?? ''
      if (line?.isWrapped) lines.push((lines.pop() ?? '') + text)
      else lines.push(text)
    }
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  function waitUntil(isDone: () => boolean, what: string, timeoutMs: number, mayEnd: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => {
        settle()
        reject(new Error(`${argv.join(' ')}: ${what} ${why}\n--- screen\n${screen().join('\n')}\n---`))
      }
      const deadline = setTimeout(() => fail(`did not come within ${timeoutMs} ms`), timeoutMs)
      const settle = (): void => {
        clearTimeout(deadline)
        watchers.delete(watch)
      }
      const watch = (): void => {
        if (isDone()) {
          settle()
          resolve()
        } else if (ended !== null && !mayEnd) fail(`did not come; it ended with ${JSON.stringify(ended)}`)
      }
      watchers.add(watch)
      watch()
    })
  }

  return {
    pid: child.pid,
    waitFor(wanted, { timeoutMs = 60_000 } = {}) {
      const matches = (text: string): boolean =>
        typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)
      return waitUntil(() => matches(screen().join('\n')), String(wanted), timeoutMs, false)
    },
    type: (text) => child.write(text),
    press: (...keys) => keys.forEach((key) => child.write(encodeKey(key))),
    screen,
    isEchoing: () => !/(?:^|\s)-echo\s/.test(readModes(child)),
    cells: () => readCells(terminal, isCursorShown),
    raw: () => Buffer.concat(chunks),
    resize(columns, lines) {
      terminal.resize(columns, lines)
      child.resize(columns, lines)
    },
    async exit({ timeoutMs = 60_000 } = {}) {
      await waitUntil(() => ended !== null, 'its end', timeoutMs, true)
      if (ended === null) throw new Error('unreachable')
      return ended
    },
    kill: (signal = 'SIGKILL') => {
      if (ended === null) child.kill(signal)
    },
    hangUp,
  }
}

function readModes(child: object): string {
  // The declaration lacks it.
  const { ptsName } = child as { readonly ptsName: string }
  const { status, stdout } = spawnSync('stty', ['-F', ptsName, '-a'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the modes of ${ptsName} cannot be read`)
  return stdout
}
