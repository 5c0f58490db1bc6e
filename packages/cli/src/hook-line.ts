import type { Shell } from '@awsx/core'

/** What loads the hook into the shell where it is typed. */
export function loadCommand(shell: Shell): string {
  return shell === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell === 'posix' ? 'bash' : shell})"`
}
