import type { Io } from '../io.ts'
import { hookMark, type HookShell } from '../hook-text.ts'

/** The hook that called, as it says itself. */
export interface LoadedHook {
  readonly shell: HookShell
  /** Whether it is the hook this awsx prints. */
  readonly isCurrent: boolean
}

/**
 * Reads what the hook says in `AWSX_HOOK_LOADED`, which it sets for `awsx doctor` only: an exported variable would also
 * be there in shells that have no hook, because they were started from one that has.
 */
export function readLoadedHook(env: Io['env']): LoadedHook | null {
  const mark = env['AWSX_HOOK_LOADED'] ?? ''
  const shell = (['bash', 'zsh', 'fish'] as const).find((name) => mark === name || mark.startsWith(`${name} `))
  return shell === undefined ? null : { shell, isCurrent: mark === hookMark(shell) }
}
