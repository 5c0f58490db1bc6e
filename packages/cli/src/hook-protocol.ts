import { AwsxError, quoteForShell, type ClassColour, type EnvChange, type Shell } from '@awsx/core'
import { readShell } from './calling-shell.ts'
import { loadCommand } from './hook-line.ts'
import type { Io } from './io.ts'
import { promptLabel } from './prompt-label.ts'

/** The first line of what a hook may evaluate; the number is the protocol's version. */
export const hookBanner = '# awsx 1'

/** What a renewal changes: the user may have changed the others meanwhile. */
const renewedNames: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SESSION_EXPIRATION',
  'AWSX_EXPIRES_AT',
]

/** How the hook goes on with a session. */
export interface HookSequel {
  /** From when on the hook asks for a new one, ms since the epoch; null for never. */
  readonly renewsAt: number | null
  /** The `formatUseAgain` of what was asked for. */
  readonly again: string
}

/** The shell whose hook is calling; throws `usage` with the line to install where none is. */
export function requireHook(io: Io, words: string): Shell {
  const hook = io.env['AWSX_HOOK']
  if (hook !== undefined && hook !== '') return readShell(hook, io.env)
  const shell = readShell(undefined, io.env)
  throw new AwsxError('usage', `awsx ${words} changes this shell, which only its hook can do`, {
    hint: `type this once, or put it into your shell's start file: ${loadCommand(shell)}`,
  })
}

/**
 * The code for `use`: what an earlier `use` changed is given back first, so that `off` leads to the user's own values.
 *
 * `colour` is that of the profile's class.
 */
export function formatHookUse(change: EnvChange, shell: Shell, colour: ClassColour | null, sequel: HookSequel): string {
  const lines = [hookBanner, '__awsx_leave', `__awsx_unset ${change.unset.join(' ')}`]
  for (const [name, value] of change.set) lines.push(`__awsx_export ${name} ${quoteForShell(shell, value)}`)
  lines.push(formatUsed(change, shell, colour, sequel))
  return `${lines.join('\n')}\n`
}

/** The code for a renewal before a prompt: a newer session of the same `use`, and nothing else. */
export function formatHookRenewal(
  change: EnvChange,
  shell: Shell,
  colour: ClassColour | null,
  sequel: HookSequel,
): string {
  const lines = renewedNames.flatMap((name) => {
    const value = change.set.get(name)
    return value === undefined ? [] : [`__awsx_renew ${name} ${quoteForShell(shell, value)}`]
  })
  return `${[hookBanner, ...lines, formatUsed(change, shell, colour, sequel)].join('\n')}\n`
}

/** The code after the person was told that the session ends. */
export function formatHookTold(): string {
  return `${hookBanner}\n__awsx_told\n`
}

/** The code for `off`; `change` says which variables would go, and only those that are there are named. */
export function formatHookOff(change: EnvChange, env: Io['env'], shell: Shell): string {
  const left = env['AWSX_PROFILE'] === undefined ? [] : change.unset.filter((name) => env[name] !== undefined)
  return `${hookBanner}\n__awsx_off ${left.map((name) => quoteForShell(shell, name)).join(' ')}`.trimEnd() + '\n'
}

/** What the hook keeps for its prompt, for `awsx -` and for a renewal; none of it is exported. */
function formatUsed(change: EnvChange, shell: Shell, colour: ClassColour | null, sequel: HookSequel): string {
  const { text, ascii } = promptLabel(profileOf(change))
  const renewsAt = sequel.renewsAt === null ? '' : String(Math.floor(sequel.renewsAt / 1000))
  const values = [text, ascii, colour ?? '', renewsAt, sequel.again, localTime(change.set.get('AWSX_EXPIRES_AT'))]
  return `__awsx_used ${values.map((value) => quoteForShell(shell, value)).join(' ')}`
}

function profileOf(change: EnvChange): string {
  return change.set.get('AWSX_PROFILE') ?? ''
}

/** `14:02`, from seconds since the epoch; empty for none. */
export function localTime(seconds: string | undefined): string {
  if (seconds === undefined) return ''
  const date = new Date(Number(seconds) * 1000)
  return [date.getHours(), date.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':')
}
