import { join } from 'node:path'

/** A process to start. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** The last is descriptor {@link startReportFd}. */
  readonly stdio: readonly ['ignore', 'ignore', 'ignore', 'pipe']
}

/** What a launch is made from. */
export interface LaunchInput {
  readonly flavour: 'native' | 'node'
  /** The executable: the native build itself, or Node. Absolute. */
  readonly executable: string
  /** The Node build's script, absolute; null in the native build. */
  readonly script: string | null
  /** What follows `awsx`. */
  readonly words: readonly string[]
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** The only folders the Node build may write to. Absolute. */
  readonly writableFolders: readonly string[]
  /** Whether this Node knows an option: `process.allowedNodeEnvironmentFlags.has`. */
  knowsOption(name: string): boolean
}

/** Where a new agent tells how its start went. */
export const startReportFd = 3

/** Set where the agent has somebody to tell; names the descriptor. */
export const startReportVariable = 'AWSX_START_REPORT'

/** With this exit code the agent asks to be started again, with nothing of what it knew. EX_TEMPFAIL of sysexits.h. */
export const startAgainCode = 75

/**
 * How an agent is started so that nothing of the caller's gets in and nothing of the agent's gets out: no core file, files
 * that are the user's alone, no variable that is not in {@link agentVariables}, folder `/`, no terminal; in Node neither
 * debugger nor, once it runs, programs, threads, native code or files outside its folders.
 *
 * The shell becomes the native build. For Node it stays and starts it again after {@link startAgainCode}: Node under
 * `--permission` may not replace itself.
 */
export function planAgentLaunch(input: LaunchInput): Launch {
  const isNode = input.flavour === 'node'
  const program = [
    input.executable,
    ...(isNode ? nodeOptions(input) : []),
    ...(input.script === null ? [] : [input.script]),
    ...input.words,
  ]
  return {
    command: '/bin/sh',
    args: ['-c', isNode ? shellLoop : shellExec, ...program],
    env: {
      ...agentEnvironment(input.env),
      ...(isNode ? {} : quietRuntime),
      [startReportVariable]: String(startReportFd),
    },
    cwd: '/',
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  }
}

const tighten = 'umask 077; ulimit -c 0'
const shellExec = `${tighten}; exec "$0" "$@"`
// The report is the first one's alone.
const shellLoop = `${tighten}; while "$0" "$@"; code=$?; test "$code" -eq ${startAgainCode}; do exec 3>&-; unset ${startReportVariable}; done; exit "$code"`

function nodeOptions({ writableFolders, knowsOption }: LaunchInput): string[] {
  return [
    '--disable-sigusr1',
    // It wakes the agent every few seconds, for ever, to see whether there is memory to give back.
    '--no-memory-reducer',
    '--disable-proto=delete',
    // A young generation of 16 MB is for servers; and see memory-trim.ts.
    '--max-semi-space-size=2',
    '--optimize-for-size',
    // Two more compilers would make it 15 MB larger, and an answer no faster: most of it is system calls.
    '--no-opt',
    '--no-maglev',
    '--expose-gc',
    '--permission',
    // AWS files, CA files and token files can be anywhere.
    '--allow-fs-read=*',
    // Without the star, a folder that is not there yet stays shut.
    ...writableFolders.map((folder) => `--allow-fs-write=${join(folder, '*')}`),
    // Node 26: STS and the socket; the two calls of system-calls.ts, after which the right is dropped.
    ...['--allow-net', '--allow-ffi'].filter((option) => knowsOption(option)),
  ]
}

/**
 * Bun collects garbage by a timer that wakes an idle process every second; memory-trim.ts does it after work instead. Its
 * optimizing compilers would make the agent 15 MB larger.
 */
export const quietRuntime = { BUN_GC_TIMER_DISABLE: '1', BUN_JSC_useDFGJIT: '0' }

/** What an agent needs to find its folders and to write dates; whatever else a request needs comes with the request. */
const agentVariables = [
  'HOME',
  'AWSX_HOME',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'LANG',
  'LC_ALL',
  'TZ',
]

function agentEnvironment(env: LaunchInput['env']): Record<string, string> {
  const own: Record<string, string> = {}
  for (const name of agentVariables) {
    const value = env[name]
    if (value !== undefined && value !== '') own[name] = value
  }
  return own
}
