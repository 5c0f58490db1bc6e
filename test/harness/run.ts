import { spawn } from 'node:child_process'

/** How a command ended and what it said. */
export interface RunResult {
  readonly stdout: string
  readonly stderr: string
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** How a command is run. */
export interface RunOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** What it reads; an empty input by default. */
  readonly stdin?: string | Uint8Array
  /** After this it is killed and the call throws; 120,000 by default, for a busy machine. */
  readonly timeoutMs?: number
}

/**
 * Runs a command to its end in its own session, so it has no controlling terminal.
 *
 * Throws where it cannot be started or takes too long; any exit code is a result.
 */
export function runCommand(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
  const { env, cwd, stdin = '', timeoutMs = 120_000 } = options
  return new Promise((resolve, reject) => {
    const child = spawn(argv[0], argv.slice(1), { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
    // A command may end without reading its input.
    child.stdin.on('error', () => {})
    child.stdin.end(stdin)
    const read = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString('utf8')

    const deadline = setTimeout(() => {
      killGroup(child.pid)
      const said = `stdout: ${read(stdout)}\nstderr: ${read(stderr)}`
      reject(new Error(`${argv.join(' ')} is not done after ${timeoutMs} ms\n${said}`))
    }, timeoutMs)
    child.on('error', (error) => {
      clearTimeout(deadline)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(deadline)
      resolve({ stdout: read(stdout), stderr: read(stderr), code, signal })
    })
  })
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended in this moment.
  }
}
