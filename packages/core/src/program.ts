import { splitCommandLine } from './command-line.ts'
import type { Program, ProgramEnvironment } from './plan.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'
import { invalidSetting } from './setting.ts'
import { callerVariable, type PlanContext } from './plan-context.ts'

// Secrets do not belong into a key, and instants change without changing anything.
const secretNames = /(SECRET_ACCESS_KEY|TOKEN|EXPIRATION)$/

/** A program line of the config as argv; throws `config_invalid` for an empty line or an open quote. */
export function programOf(profile: ProfileSection, key: string, setting: ProfileSetting): Program {
  const argv = splitCommandLine(setting.value, setting.origin)
  if (argv.length === 0 || argv[0] === '') throw invalidSetting(profile, key, setting, 'names no program')
  return { argv, origin: setting.origin }
}

/** The caller's variables that a program may answer by: where it is found, whose files it reads, and `AWS_*` but secrets. */
export function programEnvironment(context: PlanContext): ProgramEnvironment {
  const ours = context.environment['AWSX_PROFILE'] === undefined ? [] : ['AWS_ACCESS_KEY_ID', 'AWS_ACCOUNT_ID']
  return Object.keys(context.environment)
    .filter((name) => name === 'HOME' || name === 'PATH' || (name.startsWith('AWS_') && !secretNames.test(name)))
    .filter((name) => !ours.includes(name) && !isChosenRegion(context, name))
    .toSorted()
    .flatMap((name) => {
      const value = callerVariable(context, name)
      return value === null ? [] : [[name, value] as const]
    })
}

function isChosenRegion({ environment }: PlanContext, name: string): boolean {
  return /^AWS_(DEFAULT_)?REGION$/.test(name) && environment[name] === environment['AWSX_REGION']
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
