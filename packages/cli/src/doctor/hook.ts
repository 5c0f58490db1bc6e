import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { HookShell } from '../hook-text.ts'
import type { DoctorContext } from './context.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** Whether the hook works in this shell, and in the next one. */
export const hookCheck: Check = {
  name: 'hook',
  run(context) {
    const { shell, env } = context
    if (shell === 'posix') return { what: 'the hook (none for this shell)', findings: [] }
    const places = startFiles(shell, env)
    return {
      what: `the ${shell} hook`,
      findings: judgeHook({
        ...context,
        shell,
        startFile: places[0] ?? null,
        loadedBy: places.find(mentionsHook) ?? null,
      }),
    }
  },
}

/** What {@link judgeHook} goes by. */
export type HookFacts = Pick<DoctorContext, 'loadedHook' | 'isInteractive' | 'fixes'> & {
  readonly shell: HookShell
  /** Where a line for the hook would go; null without a home. */
  readonly startFile: string | null
  /** The start file that mentions the hook; null where none does. */
  readonly loadedBy: string | null
}

/** The hook of the running shell first, then the start file. Without a person there is no shell that needs it. */
export function judgeHook(facts: HookFacts): Finding[] {
  const { shell, loadedHook, isInteractive, startFile, loadedBy, fixes } = facts
  const load = shell === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell})"`
  const append = startFile === null ? null : fixes.onPath(startFile, (path) => appendCommand(load, path, shell))
  if (loadedHook !== null && !loadedHook.isCurrent) {
    return [
      problem('hook_outdated', {
        message: `the hook in this shell is of another version of awsx`,
        why: 'awsx use and awsx off may not do here what they should',
        file: loadedBy,
        fix: load,
      }),
    ]
  }
  if (loadedHook !== null) {
    if (loadedBy !== null || append === null) return []
    return [
      note('hook_not_kept', {
        message: 'the hook is loaded here, but no start file that awsx knows of loads it',
        why: 'the next shell may come without it',
        file: startFile,
        fix: append,
      }),
    ]
  }
  const finding = isInteractive ? problem : note
  if (loadedBy !== null) {
    return [
      finding('hook_not_loaded', {
        message: 'the start file loads the hook, but this shell does not have it',
        why: 'awsx use and awsx off cannot change this shell',
        file: loadedBy,
        fix: load,
      }),
    ]
  }
  return [
    finding('hook_missing', {
      message: `the ${shell} hook is not installed`,
      why: 'awsx use and awsx off need it to change your shell',
      file: startFile,
      fix: append === null ? load : `${append} && ${load}`,
    }),
  ]
}

/** fish makes its folder when something is kept in it. */
function appendCommand(load: string, path: string, shell: HookShell): string {
  const append = `echo '${load}' >> ${path}`
  return shell === 'fish' ? `mkdir -p ${path.replace(/[^/]*$/, '')} && ${append}` : append
}

/** Where a shell could load the hook from; the first one is where a line belongs. */
function startFiles(shell: HookShell, env: DoctorContext['env']): string[] {
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
      return [join(folder, 'config.fish'), ...snippets.map((name) => join(folder, 'conf.d', name))]
    }
  }
}

/** A line that runs or reads the hook, or holds it: `awsx hook …`, a file named after awsx, the functions themselves. */
function mentionsHook(path: string): boolean {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return false
  }
  return /^[^#\n]*(\bawsx\b[^#\n]*\bhook\b|\bawsx\.(bash|zsh|fish)\b|\b__awsx_leave\b)/m.test(text)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
