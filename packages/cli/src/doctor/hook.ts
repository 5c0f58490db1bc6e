import { readFileSync } from 'node:fs'
import { mentionsHook } from '../hook-block.ts'
import { loadCommand } from '../hook-line.ts'
import type { HookShell } from '../hook-text.ts'
import { describePrompt, findTheme } from '../prompt-theme.ts'
import { startFiles } from '../shell-start-files.ts'
import type { DoctorContext } from './context.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** Whether the hook works in this shell, and in the next one. */
export const hookCheck: Check = {
  name: 'hook',
  run(context) {
    const { shell, env, loadedHook } = context
    if (shell === 'posix') return { what: 'the hook (none for this shell)', findings: [] }
    const places = startFiles(shell, env)
    const texts = places.map(readText)
    const theme = loadedHook === null ? findTheme(shell, texts) : loadedHook.theme
    const loadedBy = places[texts.findIndex(mentionsHook)] ?? null
    // A hook that is not there shows nothing, but a theme does.
    const draws = theme !== null || loadedHook !== null || loadedBy !== null
    return {
      what: `the ${shell} hook${draws ? ` (${describePrompt(shell, theme)})` : ''}`,
      findings: judgeHook({ ...context, shell, startFile: places[0] ?? null, loadedBy }),
    }
  },
}

/** What {@link judgeHook} goes by. */
export type HookFacts = Pick<DoctorContext, 'loadedHook' | 'isInteractive'> & {
  readonly shell: HookShell
  /** Where a line for the hook would go; null without a home. */
  readonly startFile: string | null
  /** The start file that mentions the hook; null where none does. */
  readonly loadedBy: string | null
}

/** The hook of the running shell first, then the start file. Without a person there is no shell that needs it. */
export function judgeHook(facts: HookFacts): Finding[] {
  const { shell, loadedHook, isInteractive, startFile, loadedBy } = facts
  const load = loadCommand(shell)
  const install = startFile === null ? null : `awsx hook ${shell} --install`
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
    if (loadedBy !== null || install === null) return []
    return [
      note('hook_not_kept', {
        message: 'the hook is loaded here, but no start file that awsx knows of loads it',
        why: 'the next shell may come without it',
        file: startFile,
        fix: install,
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
      fix: install === null ? load : `${install} && ${load}`,
    }),
  ]
}

/** Empty where there is none: then it loads nothing. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}
