import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { HookShell } from './hook-text.ts'
import type { Io } from './io.ts'

/** Where a shell could load the hook from; the first one is where a line belongs. Empty without a home. */
export function startFiles(shell: HookShell, env: Io['env']): string[] {
  const home = env['HOME']
  if (!home) return []
  switch (shell) {
    case 'bash':
      return ['.bashrc', '.bash_profile', '.bash_login', '.profile', '.bash_aliases'].map((name) => join(home, name))
    case 'zsh':
      return ['.zshrc', '.zshenv', '.zprofile', '.zlogin'].map((name) => join(env['ZDOTDIR'] || home, name))
    case 'fish': {
      const folder = join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'fish')
      const snippets = namesIn(join(folder, 'conf.d')).filter((name) => name.endsWith('.fish'))
      // fish_plugins is fisher's list.
      const names = ['config.fish', ...snippets.map((name) => join('conf.d', name)), 'fish_plugins']
      return names.map((name) => join(folder, name))
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
