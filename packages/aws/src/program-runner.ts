import type { ChildProcessByStdio } from 'node:child_process'
import { basename } from 'node:path'
import type { Readable } from 'node:stream'
import { AwsxError, Secret } from '@awsx/core'
import type { ProgramRequest, ProgramRunner } from '@awsx/core'
import type { ConfigFile } from './config-files.ts'
import { withoutSecrets } from './program-environment.ts'
import { findProgram } from './program-path.ts'

/** What {@link createProgramRunner} needs of the world. */
export interface ProgramRunnerDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  /** What was read, with the verdict on each file; a program named by any other file does not run. */
  readonly files: readonly Pick<ConfigFile, 'path' | 'untrusted'>[]
  /** Whether a program can ask the person; default: stdin is a terminal. */
  readonly hasTerminal?: boolean
  /** Takes what a program says on stderr, line by line; default: it goes to awsx's own. */
  readonly hear?: (line: string) => void
  /** Default 30,000 without a terminal, 300,000 with one (a key to touch, a sign-in in the browser). */
  readonly limitMs?: number
}

/** stderr is null where it is awsx's own. */
type RunningProgram = ChildProcessByStdio<null, Readable, Readable | null>

const limitBytes = 65_536
const longestDepth = 3
const depthVariable = 'AWSX_PROCESS_DEPTH'
// What still comes after the program has ended: it may have left a daemon behind that keeps the pipe open.
const drainMs = 500

/**
 * Runs programs of trusted config files, without a shell, and gives what they print on stdout (at most 64 KiB).
 *
 * stderr is awsx's own, but for `hear`. stdin too where it is a terminal; without one it is empty, and the program gets a process
 * group of its own that is killed as a whole when its time is up. The environment is awsx's without
 * `AWSX_PASSPHRASE*` and `AWSX_MFA_CODE`; `AWSX_IDENTITY_FILE` stays, because a nested awsx needs it and the path is no
 * secret. `AWSX_PROCESS_DEPTH` counts how often awsx was started by a program that awsx started; three is the most.
 *
 * `run` throws `config_untrusted` or `process_failed`.
 */
export function createProgramRunner(deps: ProgramRunnerDeps): ProgramRunner {
  return {
    async run(request) {
      refuseUntrusted(request, deps.files)
      const depth = Number(/^\d{1,3}$/.exec(deps.env[depthVariable] ?? '0')?.[0] ?? '0')
      if (depth >= longestDepth) {
        throw failed(
          request,
          `is ${depth} levels deep in programs that call awsx`,
          'let it call another profile, or no awsx',
        )
      }
      const [name = '', ...parameters] = request.argv
      const program = findProgram(name, deps.env['PATH'] ?? '')
      if (program === null) throw notFound(request, name)
      // Loaded here, because most commands run no program.
      const [{ spawn }, { isatty }] = await Promise.all([import('node:child_process'), import('node:tty')])
      const hasTerminal = deps.hasTerminal ?? isatty(0)
      const limitMs = deps.limitMs ?? (hasTerminal ? 300_000 : 30_000)
      const child = spawn(program, parameters, {
        argv0: name,
        detached: !hasTerminal,
        env: { ...withoutSecrets(deps.env), [depthVariable]: String(depth + 1) },
        stdio: [hasTerminal ? 'inherit' : 'ignore', 'pipe', deps.hear === undefined ? 'inherit' : 'pipe'],
      }) as RunningProgram
      if (deps.hear !== undefined) hearLines(child.stderr, deps.hear)
      return new Secret(await readOutput(child, request, { limitMs, ownGroup: !hasTerminal }))
    },
  }
}

/** Gives on whole lines, and of a line that has no end its first 1,024 characters. */
function hearLines(stderr: Readable | null, hear: (line: string) => void): void {
  let rest = ''
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/)
    rest = (lines.pop() ?? '').slice(0, 1024)
    for (const line of lines) if (line.trim() !== '') hear(line)
  })
}

/** Throws `config_untrusted` for a program that is named by a file others can change, or by none that was read. */
export function refuseUntrusted(request: ProgramRequest, files: ProgramRunnerDeps['files']): void {
  const file = files.find(({ path }) => path === request.file)
  const reason = file === undefined ? `${request.file} was not read as a config file` : file.untrusted
  if (reason === null) return
  throw new AwsxError(
    'config_untrusted',
    `${request.purpose} in ${request.file}:${request.line} does not run: ${reason}`,
    {
      hint: `ls -ld '${request.file}': only you (or root) may own it and write to it`,
      data: { file: request.file, line: request.line },
    },
  )
}

function readOutput(
  child: RunningProgram,
  request: ProgramRequest,
  options: { readonly limitMs: number; readonly ownGroup: boolean },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    let settled = false
    let drain: NodeJS.Timeout | undefined
    const stop = (reason: string): void => {
      kill(child, options.ownGroup)
      finish(() => reject(failed(request, reason)))
    }
    const timer = setTimeout(() => stop(`did not end within ${options.limitMs / 1000} s`), options.limitMs)
    const finish = (settle: () => void): void => {
      settled = true
      clearTimeout(timer)
      clearTimeout(drain)
      child.stdout.destroy()
      child.stderr?.destroy()
      settle()
    }
    const end = (code: number | null, signal: string | null): void => {
      if (code === 0) return finish(() => resolve(Buffer.concat(chunks).toString('utf8')))
      finish(() => reject(failed(request, code === null ? `was ended by ${signal}` : `ended with exit code ${code}`)))
    }
    child.stdout.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length > limitBytes) stop('printed more than 64 KiB')
      else chunks.push(chunk)
    })
    child.on('error', (error) => finish(() => reject(failed(request, `cannot be started: ${error.message}`))))
    child.on('exit', (code, signal) => {
      if (!settled) drain = setTimeout(() => end(code, signal), drainMs)
    })
    child.on('close', end)
  })
}

function kill(child: RunningProgram, ownGroup: boolean): void {
  try {
    if (ownGroup && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    else child.kill('SIGKILL')
  } catch {
    // It ended by itself in this moment.
  }
}

function notFound(request: ProgramRequest, name: string): AwsxError {
  const relative = name.includes('/') && !name.startsWith('/')
  return relative
    ? failed(request, `names ${name} by a relative path`, `write its whole path in ${request.file}:${request.line}`)
    : failed(
        request,
        `names ${name}, which is not an executable file in an absolute folder of PATH`,
        `command -v '${name}'`,
      )
}

function failed(request: ProgramRequest, reason: string, hint?: string): AwsxError {
  const { purpose, file, line, argv } = request
  // Parameters may hold secrets: only the program is named.
  const program = basename(argv[0] ?? '')
  return new AwsxError('process_failed', `${purpose} in ${file}:${line} (${program}) ${reason}`, {
    hint: hint ?? `run it by hand: it is in ${file}, line ${line}`,
    data: { file, line },
  })
}
