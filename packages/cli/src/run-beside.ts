import { spawn, type ChildProcess } from 'node:child_process'
import { safe } from '@awsx/core'
import { ownTerminal } from './foreground.ts'
import type { Io } from './io.ts'
import { findCommand, isBinary } from './replace-process.ts'

/** How a command ended: with a code, or by a signal. */
export type CommandEnd =
  | { readonly code: number; readonly signal: null }
  | { readonly code: null; readonly signal: NodeJS.Signals }

/** These are sent to one process, and are handed on. */
const handedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const
/** These a terminal sends to all of its foreground group, so that the command has them already. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const

/**
 * Runs a command beside this process, in its process group and with its terminal; resolves when the command has ended.
 *
 * A command that cannot be run ends with 126 or 127, as in a shell, and the reason is said.
 */
export async function runBeside(command: readonly string[], env: Record<string, string>, io: Io): Promise<CommandEnd> {
  const [name = ''] = command
  const found = findCommand(name, env['PATH'] ?? '/usr/bin:/bin')
  if (typeof found === 'number') {
    const why = found === 127 ? 'there is no such command' : 'it is not an executable file'
    io.say(`awsx: error: cannot run ${safe(name)}: ${why}`)
    return { code: found, signal: null }
  }
  try {
    return await follow(() => start(found, command, env, io))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOEXEC' && !isBinary(found)) {
      // A text without `#!` is a shell script, as execvp has it.
      return await follow(() => start('/bin/sh', ['/bin/sh', found, ...command.slice(1)], env, io))
    }
    const why = error instanceof Error ? error.message : String(error)
    io.say(`awsx: error: cannot run ${safe(name)}: ${safe(why, 300)}`)
    return { code: 126, signal: null }
  }
}

function start(file: string, command: readonly string[], env: Record<string, string>, io: Io): ChildProcess {
  // The child takes over the umask that is set while it is made.
  const own = process.umask(io.umask)
  try {
    return spawn(file, command.slice(1), { argv0: command[0] ?? file, env, stdio: 'inherit' })
  } finally {
    process.umask(own)
  }
}

/** Rejects when the system refuses the file. */
async function follow(begin: () => ChildProcess): Promise<CommandEnd> {
  let child: ChildProcess | null = null
  const handOn = (signal: NodeJS.Signals): void => void child?.kill(signal)
  const handOnUnlessTyped = (signal: NodeJS.Signals): void => {
    if (!ownTerminal().isForeground) handOn(signal)
  }
  // Set before the child is there: a signal in between must not leave it alone.
  for (const signal of handedOn) process.on(signal, handOn)
  for (const signal of fromTerminal) process.on(signal, handOnUnlessTyped)
  try {
    child = begin()
    return await ended(child)
  } finally {
    for (const signal of handedOn) process.off(signal, handOn)
    for (const signal of fromTerminal) process.off(signal, handOnUnlessTyped)
  }
}

function ended(child: ChildProcess): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      // Also said when a signal could not be sent.
      if (child.pid === undefined) reject(error)
    })
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { code: code ?? 1, signal } : { code: null, signal })
    })
  })
}
