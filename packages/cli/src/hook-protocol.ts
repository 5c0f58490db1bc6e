import { AwsxError, quoteForShell, type EnvChange, type Shell } from '@awsx/core'
import { readShell } from './calling-shell.ts'
import type { Io } from './io.ts'

/** The first line of what a hook may evaluate; the number is the protocol's version. */
export const hookBanner = '# awsx 1'

/** The shell whose hook is calling; throws `usage` with the line to install where none is. */
export function requireHook(io: Io, words: string): Shell {
  const hook = io.env['AWSX_HOOK']
  if (hook !== undefined && hook !== '') return readShell(hook, io.env)
  const shell = readShell(undefined, io.env)
  const line =
    shell === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell === 'posix' ? 'bash' : shell})"`
  throw new AwsxError('usage', `awsx ${words} changes this shell, which only its hook can do`, {
    hint: `type this once, or put it into your shell's start file: ${line}`,
  })
}

/** The code for `use`: what an earlier `use` changed is given back first, so that `off` leads to the user's own values. */
export function formatHookUse(change: EnvChange, shell: Shell): string {
  const lines = [hookBanner, '__awsx_leave', `__awsx_unset ${change.unset.join(' ')}`]
  for (const [name, value] of change.set) lines.push(`__awsx_export ${name} ${quoteForShell(shell, value)}`)
  return `${lines.join('\n')}\n`
}

/** The code for `off`; `change` says which variables would go, and only those that are there are named. */
export function formatHookOff(change: EnvChange, env: Io['env'], shell: Shell): string {
  const left = env['AWSX_PROFILE'] === undefined ? [] : change.unset.filter((name) => env[name] !== undefined)
  return `${hookBanner}\n__awsx_off ${left.map((name) => quoteForShell(shell, name)).join(' ')}`.trimEnd() + '\n'
}
