import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The shells that awsx writes code for. */
export type ShellName = 'bash' | 'dash' | 'fish' | 'zsh'

const bare: Readonly<Record<ShellName, readonly string[]>> = {
  bash: ['--noprofile', '--norc'],
  dash: [],
  fish: ['--no-config'],
  zsh: ['-f'],
}

/** The argv of a shell that reads no start-up file and runs `script`. */
export function shellCommand(name: ShellName, script: string): [string, ...string[]] {
  return [name, ...bare[name], '-c', script]
}

/** The argv of an interactive shell that reads no start-up file. */
export function interactiveShell(name: ShellName): [string, ...string[]] {
  return [name, ...bare[name], '-i']
}

/** The path of a program on `path`, null where there is none. */
export function findProgram(name: string, path: string = process.env['PATH'] ?? ''): string | null {
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder, name)
    try {
      accessSync(candidate, constants.X_OK)
      return candidate
    } catch {
      // The next folder may have it.
    }
  }
  return null
}
