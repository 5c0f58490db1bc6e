import { spawn } from 'node:child_process'
import type { StdioOptions } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { basename, delimiter, join } from 'node:path'

/** The shells the story can be played in; `sh` has no hook. */
export type ShellKind = 'zsh' | 'bash' | 'fish' | 'sh'

/** A shell of this machine. */
export interface ShellProgram {
  readonly kind: ShellKind
  readonly path: string
}

/** How one line ended, and what it wrote to stdout. */
export interface LineResult {
  readonly status: number
  readonly output: string
}

/** A shell that runs one line after the other, as if each were typed at its prompt. */
export interface DemoShell {
  /** Runs a line; `relay` gets what it writes to stdout as it comes. Throws when the shell itself ended. */
  run(line: string, relay?: (text: string) => void): Promise<LineResult>
  /** Lets the shell end. */
  end(): Promise<void>
}

/** ASCII record separator: ends a line's output, the status follows. */
const mark = '\u001e'

const posixLoop = `while IFS= read -r __line; do eval "$__line" </dev/null; printf '\\036%s\\n' "$?"; done`
const loops: Readonly<Record<ShellKind, readonly string[]>> = {
  zsh: ['-f', '-c', posixLoop],
  bash: ['--norc', '--noprofile', '-c', posixLoop],
  fish: ['--no-config', '-c', `while read -l __line; eval $__line </dev/null; printf '\\036%s\\n' $status; end`],
  sh: ['-c', posixLoop],
}

/** The person's own shell where awsx has a hook for it, else the first one on PATH that it has one for, else sh. */
export function findShell(): ShellProgram {
  const own = process.env['SHELL'] ?? ''
  const kinds: readonly ShellKind[] = ['bash', 'zsh', 'fish']
  const ownKind = kinds.find((kind) => kind === basename(own))
  if (ownKind !== undefined && isExecutable(own)) return { kind: ownKind, path: own }
  for (const kind of kinds) {
    for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
      const path = join(folder, kind)
      if (isExecutable(path)) return { kind, path }
    }
  }
  return { kind: 'sh', path: '/bin/sh' }
}

/** Starts a shell without its start-up files; it shares this process's terminal, so that awsx may ask there. */
export function openShell(
  { kind, path }: ShellProgram,
  env: Readonly<Record<string, string>>,
  cwd: string,
  hasTerminal: boolean,
): DemoShell {
  // Where nobody is asked, there is no terminal to ask on either: a session of its own has none.
  const stdio: StdioOptions = hasTerminal ? ['pipe', 'pipe', 'inherit'] : ['pipe', 'pipe', 1]
  const child = spawn(path, loops[kind], { env, cwd, stdio, detached: !hasTerminal })
  const { stdin, stdout } = child
  if (stdin === null || stdout === null) throw new Error(`${path} cannot be started`)
  let failure: Error | null = null
  let onChange = (): void => {}
  let take = (_text: string): void => {}
  stdout.setEncoding('utf8').on('data', (text: string) => take(text))
  const fail = (error: Error): void => {
    failure ??= error
    onChange()
  }
  stdin.on('error', fail)
  child.on('error', fail)
  const closed = new Promise<void>((resolve) => {
    child.on('close', (code, signal) => {
      fail(new Error(`${path} ended with ${code ?? signal}`))
      resolve()
    })
  })

  return {
    run: (line, relay = () => {}) =>
      new Promise((resolve, reject) => {
        let output = ''
        let relayed = 0
        onChange = () => {
          if (failure !== null) reject(failure)
        }
        take = (text) => {
          output += text
          const end = output.indexOf(mark)
          const data = end === -1 ? output : output.slice(0, end)
          relay(data.slice(relayed))
          relayed = data.length
          if (end !== -1 && output.endsWith('\n')) resolve({ status: Number(output.slice(end + 1)), output: data })
        }
        onChange()
        stdin.write(`${line}\n`)
      }),
    end() {
      stdin.end()
      return closed
    },
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
