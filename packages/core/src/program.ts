import { splitCommandLine } from './command-line.ts'
import type { Program } from './plan.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'
import { invalidSetting } from './setting.ts'

/** A program line of the config as argv; throws `config_invalid` for an empty line or an open quote. */
export function programOf(profile: ProfileSection, key: string, setting: ProfileSetting): Program {
  const argv = splitCommandLine(setting.value, setting.origin)
  if (argv.length === 0 || argv[0] === '') throw invalidSetting(profile, key, setting, 'names no program')
  return { argv, origin: setting.origin }
}

/** Whether a program is `awsx credential-process` for this very profile, also behind `env`, `node` or `sh -c`. */
export function callsAwsxFor({ argv }: Program, profile: string): boolean {
  return calls(argv, profile) || argv.some((word) => /\s/.test(word) && calls(word.split(/\s+/), profile))
}

function calls(words: readonly string[], profile: string): boolean {
  const command = words.indexOf('credential-process')
  const names = words.slice(0, Math.max(command, 0)).map((word) => word.slice(word.lastIndexOf('/') + 1))
  return names.some((name) => name === 'awsx' || name === 'awsx.js') && words.slice(command + 1).includes(profile)
}
