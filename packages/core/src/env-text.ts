import type { EnvChange } from './env-change.ts'
import { AwsxError } from './errors.ts'
import { quoteForShell } from './shell-quote.ts'
import type { Shell } from './shell-quote.ts'

const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * Writes a change as code for `eval`: one `unset`, then one line a variable; empty for an empty change.
 *
 * The status of the code is 0, under `set -eu` too. Throws `usage` for a value with control characters and for a name to
 * set that is no variable name; such a name to unset is left out, since no shell can hold it.
 */
export function formatEnvChange(change: EnvChange, shell: Shell): string {
  const lines: string[] = []
  const unset = change.unset.filter((name) => namePattern.test(name)).join(' ')
  // fish: to erase what is not there is status 4, and `set` keeps that status.
  if (unset !== '') lines.push(...(shell === 'fish' ? [`set -e ${unset}`, 'true'] : [`unset ${unset}`]))
  for (const [name, value] of change.set) {
    checkLine(name, value)
    const word = quoteForShell(shell, value)
    lines.push(shell === 'fish' ? `set -gx ${name} ${word}` : `export ${name}=${word}`)
  }
  return lines.map((line) => `${line}\n`).join('')
}

/**
 * Writes what a change sets as lines `NAME=value` without quotes, as `docker run --env-file` reads them.
 *
 * Throws `usage` for a value with control characters, which the format cannot hold, and for a bad name.
 */
export function formatDotenv(change: EnvChange): string {
  return [...change.set]
    .map(([name, value]) => {
      checkLine(name, value)
      return `${name}=${value}\n`
    })
    .join('')
}

function checkLine(name: string, value: string): void {
  if (!namePattern.test(name)) throw new AwsxError('usage', 'a name to set is no name of an environment variable')
  if (!/\p{Cc}/u.test(value) && value.isWellFormed()) return
  throw new AwsxError('usage', `the value of ${name} holds a control character or broken Unicode`)
}
