import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { AwsxError, nearestNames, type Shell } from '@awsx/core'

const shells: ReadonlyMap<string, Shell> = new Map([
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
  ['posix', 'posix'],
  ['sh', 'posix'],
  ['dash', 'posix'],
  ['ksh', 'posix'],
  ['ash', 'posix'],
])

/** The shell that was named, else the one that started awsx. Throws `usage` for an unknown one. */
export function readShell(named: string | true | undefined, env: Readonly<Record<string, string | undefined>>): Shell {
  if (typeof named !== 'string') return detectShell(env)
  const shell = shells.get(named)
  if (shell !== undefined) return shell
  const near = nearestNames(named, shells.keys())[0]
  throw new AwsxError('usage', `there is no shell '${named}' in awsx`, {
    hint: near === undefined ? 'bash, zsh, fish or posix' : `did you mean ${near}?`,
  })
}

/** The parent process where /proc tells its name, else `$SHELL`, else `posix`: all but fish understand that. */
function detectShell(env: Readonly<Record<string, string | undefined>>): Shell {
  return shells.get(parentName()) ?? shells.get(basename(env['SHELL'] ?? '')) ?? 'posix'
}

function parentName(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/comm`, 'utf8').trim().replace(/^-/, '')
  } catch {
    return ''
  }
}
