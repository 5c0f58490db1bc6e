import { quoteForShell, type Shell } from '@awsx/core'
import { hookBanner } from '../hook-protocol.ts'

/** The code by which the hook's shell runs a command with the credentials of a profile; without words, a shell. */
export function formatHookCommand(profile: string, words: readonly string[], shell: Shell): string {
  const quote = (text: string): string => quoteForShell(shell, text)
  const command = shell === 'fish' ? 'command' : '\\command'
  // By a variable: a name that begins with a dash would be taken for an option.
  const line = `AWSX_PROFILE=${quote(profile)} ${command} awsx exec -- ${words.map(quote).join(' ')}`
  return `${hookBanner}\n${line.trimEnd()}\n`
}
