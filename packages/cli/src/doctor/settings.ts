import { readFileSync } from 'node:fs'
import { AwsxError, nearestNames, type ProfileGraph } from '@awsx/core'
import { readSettingValues, settingSpecs } from '../settings.ts'
import type { DoctorContext } from './context.ts'
import { failureFinding } from './failure.ts'
import { note, problem, type Check, type Finding } from './finding.ts'
import { ownProfileKeys } from './own-keys.ts'

/** What awsx is told in its own keys and settings, and cannot read. */
export const settingsCheck: Check = {
  name: 'settings',
  run: ({ graph, paths, fixes }) => ({
    what: 'the settings',
    findings: [
      ...findUnknownKeys(graph, fixes),
      ...findSkippedLines(graph, fixes),
      ...(paths === null ? [] : judgeSettingsFile(paths.configFile, fixes)),
    ],
  }),
}

/** Keys that begin as awsx's own do and are none: they do nothing, in silence. */
export function findUnknownKeys(graph: ProfileGraph, fixes: DoctorContext['fixes']): Finding[] {
  return [...graph.profiles.values()].flatMap(({ name, settings }) =>
    [...settings].flatMap(([key, { origin }]) => {
      if (!/^awsx[_-]/.test(key) || ownProfileKeys.includes(key)) return []
      const near = nearestNames(key.replaceAll('-', '_'), ownProfileKeys)[0]
      return [
        problem('unknown_key', {
          message: `awsx knows no ${key} (profile ${name})` + (near === undefined ? '' : `; is it ${near}?`),
          why: 'the line does nothing',
          file: origin.file,
          line: origin.line,
          fix: fixes.edit(origin.file, origin.line),
        }),
      ]
    }),
  )
}

function findSkippedLines(graph: ProfileGraph, fixes: DoctorContext['fixes']): Finding[] {
  return graph.warnings.map(({ file, line, message }) =>
    note('line_skipped', {
      message,
      why: 'it may not mean what it looks like',
      file,
      line,
      fix: fixes.edit(file, line),
    }),
  )
}

function judgeSettingsFile(path: string, fixes: DoctorContext['fixes']): Finding[] {
  try {
    readSettingValues(path)
  } catch (error) {
    if (!(error instanceof AwsxError)) throw error
    const fix = error.hint?.startsWith('awsx settings') ? {} : { fix: fixes.edit(path, null) }
    return [{ ...failureFinding('settings_unusable', error, { why: 'awsx stops at it', ...fix }), file: path }]
  }
  const known = settingSpecs.map(({ key }) => key)
  return readNames(path)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const near = nearestNames(name, known)[0]
      return problem('unknown_setting', {
        message: `awsx knows no setting ${name}` + (near === undefined ? '' : `; is it ${near}?`),
        why: 'it does nothing',
        file: path,
        fix: fixes.edit(path, null),
      })
    })
}

/** The names in a settings file that was read without a complaint just now. */
function readNames(path: string): string[] {
  try {
    return Object.keys(JSON.parse(readFileSync(path, 'utf8')) as object)
  } catch {
    return []
  }
}
