import { accessSync, constants, readFileSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { safe } from '@awsx/core'
import type { Io } from './io.ts'

/**
 * Turns this process into `command`; comes back only when that is not possible, with 126 or 127 as a shell would.
 *
 * The program is looked for on the PATH of `env`. Open files, the terminal and the process id stay.
 */
export function replaceProcess(command: readonly string[], env: Record<string, string>, io: Io): number {
  const [name = ''] = command
  const found = findCommand(name, env['PATH'] ?? '/usr/bin:/bin')
  if (typeof found === 'number') {
    const why = found === 127 ? 'there is no such command' : 'it is not an executable file'
    io.say(`awsx: error: cannot run ${safe(name)}: ${why}`)
    return found
  }
  process.umask(io.umask)
  // The runtime ignores these two, and ignored signals stay ignored in what it becomes; handled ones are reset
  // (POSIX, execve). Without this, `exec p -- sh -c 'yes | head'` would not end quietly.
  for (const signal of ['SIGPIPE', 'SIGXFSZ'] as const) process.on(signal, () => undefined)
  try {
    becomeCommand(found, command, env)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    io.say(`awsx: error: cannot run ${safe(name)}: ${safe(why, 300)}`)
    return 126
  }
  io.say('awsx: error: this runtime cannot replace its process')
  return 126
}

/** Returns or throws only where the system refuses the file. A text without `#!` is a shell script, as execvp has it. */
function becomeCommand(file: string, command: readonly string[], env: Record<string, string>): void {
  // Node does not throw there, it aborts; env(1), which its first line needs anyway, says what is wrong and ends as a
  // shell would. It takes a name with `=` for a variable.
  const name = command[0] ?? ''
  if (AWSX_FLAVOUR === 'node' && !name.includes('=')) {
    process.execve?.('/usr/bin/env', ['env', ...command], env)
    return
  }
  try {
    process.execve?.(file, [...command], env)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOEXEC' || isBinary(file)) throw error
    process.execve?.('/bin/sh', ['/bin/sh', file, ...command.slice(1)], env)
  }
}

/** Whether a file that the system refused is no text. */
export function isBinary(file: string): boolean {
  return readFileSync(file).subarray(0, 256).includes(0)
}

/** The path of a command on `path`, or the exit code a shell would end with. */
export function findCommand(name: string, path: string): string | 126 | 127 {
  if (name === '') return 127
  const places = name.includes('/')
    ? [name]
    : path.split(delimiter).map((folder) => join(folder === '' ? '.' : folder, name))
  let result: 126 | 127 = 127
  for (const place of places) {
    const kind = executableKind(place)
    if (kind === 'yes') return place
    if (kind === 'no') result = 126
  }
  return result
}

function executableKind(path: string): 'yes' | 'no' | 'missing' {
  try {
    if (!statSync(path).isFile()) return 'no'
  } catch {
    return 'missing'
  }
  try {
    accessSync(path, constants.X_OK)
    return 'yes'
  } catch {
    return 'no'
  }
}
