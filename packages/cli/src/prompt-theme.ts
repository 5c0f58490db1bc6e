import type { HookShell } from './hook-text.ts'

/** The prompts that read the variables of `use` themselves, so that the hook leaves the prompt to them. */
export const promptThemes = ['starship', 'powerlevel10k', 'oh-my-posh', 'tide'] as const

/** One of {@link promptThemes}. */
export type PromptTheme = (typeof promptThemes)[number]

/** What a start file says where it loads a theme; comments do not count. */
const loaders: ReadonlyMap<PromptTheme, RegExp> = new Map([
  ['starship', /^[^#\n]*\bstarship\b[^#\n]*\binit\b/m],
  ['powerlevel10k', /^[^#\n]*(?:\bpowerlevel10k\b|\bp10k\b)/m],
  ['oh-my-posh', /^[^#\n]*\boh-my-posh\b[^#\n]*\binit\b/m],
  ['tide', /^[^#\n]*\btide\b/m],
])

/** The theme that a shell's start files load, by their text; null for none that is known. */
export function findTheme(shell: HookShell, startFiles: readonly string[]): PromptTheme | null {
  const possible = promptThemes.filter((theme) => {
    if (theme === 'powerlevel10k') return shell === 'zsh'
    return theme !== 'tide' || shell === 'fish'
  })
  return possible.find((theme) => startFiles.some((text) => loaders.get(theme)?.test(text))) ?? null
}

/** Where the hook shows the profile, as half a sentence. */
export function describePrompt(shell: HookShell, theme: PromptTheme | null): string {
  if (theme === 'starship') return 'starship shows the profile and the time left'
  if (theme === 'powerlevel10k')
    return 'powerlevel10k shows the profile; for the time left: awsx hook prompt powerlevel10k'
  if (theme !== null) return `${theme} draws the prompt; to show the profile in it: awsx hook prompt ${theme}`
  return `the hook shows the profile and the time left ${shell === 'bash' ? 'in PS1' : 'on the right'}`
}
