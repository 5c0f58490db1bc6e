// A program on a terminal, by the clock on the wall: from the start, or from a key, until the screen shows what it must.
import { createRequire } from 'node:module'
import { join } from 'node:path'

// Dependencies of the tests, with a native part that not every machine has.
const requireFromTests = createRequire(join(import.meta.dirname, '../../test/package.json'))
const patienceMs = 60_000

/**
 * Starts a program on a terminal of 120 columns and 40 rows.
 *
 * `press` sends keys. `until(isThere)` gives the milliseconds from the start or from the last `press` to the bytes after
 * which `isThere`, called with the lines of the screen, holds; it throws when the program ends before, or after a minute.
 * `quiet(ms)` resolves when nothing came for so long. `end` kills it and resolves when it is gone.
 */
export function startOnScreen([command, ...args], env) {
  const { spawn } = requireFromTests('@lydell/node-pty')
  const { Terminal } = requireFromTests('@xterm/headless')
  const [cols, rows] = [120, 40]
  const terminal = new Terminal({ cols, rows, allowProposedApi: true })
  let startedAt = performance.now()
  let watch = () => {}
  let hasEnded = false
  let lastCameAt = startedAt
  const child = spawn(command, args, { name: env.TERM, cols, rows, env, cwd: env.HOME, encoding: null })
  child.onData((bytes) => {
    // The screen is read later than they came; that time is ours.
    const cameAt = performance.now()
    lastCameAt = cameAt
    terminal.write(bytes, () => watch(cameAt))
  })
  terminal.onData((answer) => child.write(answer))
  const gone = new Promise((resolve) => {
    child.onExit(() => {
      hasEnded = true
      watch(performance.now())
      resolve()
    })
  })

  return {
    press(keys) {
      startedAt = performance.now()
      child.write(keys)
    },
    until: (isThere) =>
      new Promise((resolve, reject) => {
        const settle = (finish, value) => {
          clearTimeout(deadline)
          watch = () => {}
          finish(value)
        }
        const fail = (why) =>
          settle(reject, new Error(`${command} ${why}:\n${readLines(terminal).join('\n').trimEnd()}`))
        const deadline = setTimeout(() => fail('did not show what it must'), patienceMs)
        watch = (cameAt) => {
          if (isThere(readLines(terminal))) settle(resolve, cameAt - startedAt)
          else if (hasEnded) fail('ended')
        }
        watch(lastCameAt)
      }),
    async quiet(ms) {
      const from = performance.now()
      while (performance.now() - Math.max(from, lastCameAt) < ms)
        await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)))
    },
    lines: () => readLines(terminal),
    end() {
      if (!hasEnded) child.kill('SIGKILL')
      return gone
    },
  }
}

function readLines(terminal) {
  const { active } = terminal.buffer
  return Array.from({ length: terminal.rows }, (_, row) =>
    active
      .getLine(active.baseY + row)
      .translateToString()
      .trimEnd(),
  )
}
