import { quoteForShell, type Shell } from '@awsx/core'
import { hookBanner } from '../hook-protocol.ts'

/**
 * The code by which the hook's shell runs a command with the credentials of a profile; without words, a shell. The
 * function `awsx` then ends with the command's own code.
 */
export function formatHookCommand(profile: string, words: readonly string[], shell: Shell): string {
  const quoted = words.map((word) => ` ${quoteForShell(shell, word)}`).join('')
  // By a variable: a name that begins with a dash would be taken for an option.
  const variable = `AWSX_PROFILE=${quoteForShell(shell, profile)}`
  const line =
    shell === 'fish'
      ? `${variable} command awsx exec --${quoted}; set -g __awsx_ended $status`
      : `${variable} \\command awsx exec --${quoted} || __awsx_status=$?`
  return `${hookBanner}\n${line}\n`
}
