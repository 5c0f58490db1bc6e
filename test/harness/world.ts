import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFailed, onTestFinished } from 'vitest'
import { createCanaries } from './canary.ts'
import type { Canaries } from './canary.ts'
import { listProcesses } from './command-lines.ts'
import { startConversation } from './conversation.ts'
import type { Conversation, ConversationOptions } from './conversation.ts'
import { flavourUnderTest, linkProgram, program } from './program.ts'
import type { Flavour } from './program.ts'
import { openPty } from './pty.ts'
import type { Pty, PtyOptions } from './pty.ts'
import { runCommand } from './run.ts'
import type { RunOptions, RunResult } from './run.ts'
import { interactiveShell, shellCommand } from './shell.ts'
import type { ShellName } from './shell.ts'
import { createWorldFiles } from './world-files.ts'

/** Changes to the world's environment for one command; undefined takes a variable away. */
export type EnvironmentChange = Readonly<Record<string, string | undefined>>

type Changed<T> = Partial<Omit<T, 'env'>> & { readonly env?: EnvironmentChange }

/** A sealed folder with a home, an environment and the program under test; gone after the test unless that failed. */
export interface World {
  readonly root: string
  readonly home: string
  /** First on PATH: `awsx`, `node`, and what a test adds. */
  readonly bin: string
  /** The absolute path of `awsx`, as a config file would name it. */
  readonly awsx: string
  readonly flavour: Flavour
  /** What every command gets: nothing else of the outer environment reaches it. */
  readonly env: Readonly<Record<string, string>>
  readonly canaries: Canaries
  /** Writes a file, 0600 unless told otherwise; relative paths start at the home. */
  write(path: string, content: string | Uint8Array, mode?: number): string
  /** Searches terminals and files for planted secrets now, as the end of the test does; throws where one is found. */
  checkSecrets(): void
  /** Runs `awsx ARGS` without a terminal. */
  run(args: readonly string[], options?: Changed<RunOptions>): Promise<RunResult>
  /**
   * Runs `awsx ARGS` of the native build, whichever is under test: for what a test needs and does not show. Both builds
   * read and write the same files, and this one takes a quarter of the CPU time.
   */
  prepare(args: readonly string[], options?: Changed<RunOptions>): Promise<RunResult>
  /** Runs any command without a terminal. */
  runCommand(argv: readonly [string, ...string[]], options?: Changed<RunOptions>): Promise<RunResult>
  /** Starts a program that answers each line it reads with one; it ends with the world. */
  converse(argv: readonly [string, ...string[]], options?: Changed<ConversationOptions>): Conversation
  /** Runs a script in a real shell that reads no start-up file. */
  shell(name: ShellName, script: string, options?: Changed<RunOptions>): Promise<RunResult>
  /** Runs `awsx ARGS` on a terminal. */
  pty(args: readonly string[], options?: Changed<PtyOptions>): Pty
  /** Runs any command on a terminal. */
  ptyCommand(argv: readonly [string, ...string[]], options?: Changed<PtyOptions>): Pty
  /** An interactive shell on a terminal, with the prompt `$ ` where it takes one from the environment. */
  ptyShell(name: ShellName, options?: Changed<PtyOptions>): Pty
}

/** What a world begins with. */
export interface WorldOptions {
  /** A sandbox that stands in for AWS (`createSandbox`); the world closes it. */
  readonly sandbox?: { readonly url: string; close(): void | Promise<void> }
  /** Changes to the bare environment; a function gets the home. */
  readonly env?: EnvironmentChange | ((home: string) => EnvironmentChange)
  /** `AWSX_UNDER_TEST` by default. */
  readonly flavour?: Flavour
}

/**
 * Makes a world for the running test.
 *
 * When the test ends every process with the world in its environment is killed, all output and all files are searched
 * for planted secrets, and the folder is deleted. A failed test keeps it and names it in its message.
 */
export function createWorld(options: WorldOptions = {}): World {
  const { sandbox, flavour = flavourUnderTest() } = options
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'awsx-world-')))
  const home = join(root, 'home')
  const bin = join(root, 'bin')
  for (const folder of [home, bin, join(root, 'tmp'), join(root, 'run')]) mkdirSync(folder, { mode: 0o700 })
  const awsx = linkProgram(bin, flavour)
  const files = createWorldFiles(root, home)
  const canaries = createCanaries()
  const changes = typeof options.env === 'function' ? options.env(home) : options.env
  const env = changeEnvironment(bareEnvironment(root, bin, sandbox?.url), changes)
  const terminals: Pty[] = []
  const conversations: Conversation[] = []

  const settle = <T extends ConversationOptions | RunOptions | PtyOptions>(
    changed: Changed<T> = {},
  ): Changed<T> & { env: Record<string, string>; cwd: string } => ({
    cwd: home,
    ...changed,
    env: changeEnvironment(env, changed.env),
  })

  async function runHere(argv: readonly [string, ...string[]], changed?: Changed<RunOptions>): Promise<RunResult> {
    const result = await runCommand(argv, settle(changed))
    canaries.check('stdout', argv.join(' '), result.stdout)
    canaries.check('stderr', argv.join(' '), result.stderr)
    return result
  }

  function openHere(argv: readonly [string, ...string[]], changed?: Changed<PtyOptions>): Pty {
    const terminal = openPty(argv, settle(changed))
    terminals.push(terminal)
    return terminal
  }

  function converseHere(argv: readonly [string, ...string[]], changed?: Changed<ConversationOptions>): Conversation {
    const conversation = startConversation(argv, settle(changed))
    conversations.push(conversation)
    return conversation
  }

  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) error.message += `\nthe world is kept in ${root}`
  })
  onTestFinished(async ({ task }) => {
    for (const terminal of terminals) terminal.kill()
    await endProcessesOf(root)
    await sandbox?.close()
    if (task.result?.state === 'fail') return
    try {
      checkSecrets()
    } catch (error) {
      throw new Error(`a secret leaked; the world is kept in ${root}`, { cause: error })
    }
    rmSync(root, { recursive: true, force: true })
  })

  function checkSecrets(): void {
    for (const terminal of terminals) {
      canaries.check('terminal', 'what was written', terminal.raw())
      canaries.check('terminal', 'the screen', terminal.screen().join('\n'))
    }
    for (const conversation of conversations) canaries.check('stdout', 'a conversation', conversation.said())
    files.check(canaries)
  }

  return {
    root,
    home,
    bin,
    awsx,
    flavour,
    env,
    canaries,
    write: files.write,
    checkSecrets,
    run: (args, changed) => runHere([awsx, ...args], changed),
    prepare: (args, changed) => runHere([program('native'), ...args], changed),
    runCommand: runHere,
    converse: converseHere,
    shell: (name, script, changed) => runHere(shellCommand(name, script), changed),
    pty: (args, changed) => openHere([awsx, ...args], changed),
    ptyCommand: openHere,
    ptyShell: (name, changed) => openHere(interactiveShell(name), changed),
  }
}

function bareEnvironment(root: string, bin: string, sandboxUrl: string | undefined): Record<string, string> {
  const home = join(root, 'home')
  return {
    HOME: home,
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    TZ: 'UTC',
    USER: 'tester',
    LOGNAME: 'tester',
    PS1: '$ ',
    TMPDIR: join(root, 'tmp'),
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local/share'),
    XDG_STATE_HOME: join(home, '.local/state'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_RUNTIME_DIR: join(root, 'run'),
    // The AWS CLI would ask the network for credentials.
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(sandboxUrl === undefined ? {} : { AWS_ENDPOINT_URL: sandboxUrl }),
  }
}

function changeEnvironment(
  env: Readonly<Record<string, string>>,
  change: EnvironmentChange = {},
): Record<string, string> {
  const changed: Record<string, string> = { ...env }
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) delete changed[name]
    else changed[name] = value
  }
  return changed
}

/** Kills them until none is left: one that is only on its way out may still write to a file, or have started another. */
async function endProcessesOf(root: string): Promise<void> {
  for (;;) {
    const left = listProcesses().filter(({ environment }) => environment.some((entry) => entry.includes(`=${root}/`)))
    if (left.length === 0) return
    for (const { pid } of left) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It ended in this moment.
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
