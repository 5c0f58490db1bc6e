import type { Io } from '../io.ts'
import { hookMark, type HookShell } from '../hook-text.ts'
import { promptThemes, type PromptTheme } from '../prompt-theme.ts'

/** The hook that called, as it says itself. */
export interface LoadedHook {
  readonly shell: HookShell
  /** Whether it is the hook this awsx prints. */
  readonly isCurrent: boolean
  /** The theme that draws the prompt of that shell; null for none that it knows. */
  readonly theme: PromptTheme | null
}

/**
 * Reads what the hook says in `AWSX_HOOK_LOADED`, which it sets for `awsx doctor` only: an exported variable would also
 * be there in shells that have no hook, because they were started from one that has.
 */
export function readLoadedHook(env: Io['env']): LoadedHook | null {
  const [name, fingerprint, word] = (env['AWSX_HOOK_LOADED'] ?? '').split(' ')
  const shell = (['bash', 'zsh', 'fish'] as const).find((known) => known === name)
  if (shell === undefined) return null
  const theme = promptThemes.find((known) => known === word) ?? null
  return { shell, isCurrent: `${name} ${fingerprint}` === hookMark(shell), theme }
}
