import { readFileSync } from 'node:fs'
import { AwsxError, defaultClasses, isRegion, parseDuration, parseProfileClasses, type ProfileClass } from '@awsx/core'
import { resolveStorePaths } from '@awsx/store/paths'
import type { Io } from './io.ts'

/** One setting: what it may be, and what it does. */
export interface SettingSpec {
  readonly key: string
  readonly summary: string
  /** What counts when it is not set. */
  readonly fallback: string
  /** Why a value is not accepted; null when it is. */
  check(value: string): string | null
}

/** Every setting of awsx; the README has the same table. */
export const settingSpecs: readonly SettingSpec[] = [
  {
    key: 'region',
    summary: 'the region where no flag, variable or profile names one',
    fallback: 'none',
    check: (value) => (isRegion(value) ? null : 'a region looks like eu-central-1'),
  },
  {
    key: 'sessionDuration',
    summary: 'how long an MFA session lasts, 15m to 36h',
    fallback: '12h',
    check: (value) => checkDuration(value, 900, 129_600, 'it is from 15m to 36h'),
  },
  {
    key: 'compatLabel',
    summary: 'awsume also sets AWSUME_PROFILE, which starship and powerlevel10k show; none does not',
    fallback: 'awsume',
    check: (value) => (value === 'awsume' || value === 'none' ? null : 'it is awsume or none'),
  },
  {
    key: 'agent',
    summary: 'on: a passphrase typed on a terminal starts the agent; off: no command uses one',
    fallback: 'on',
    check: checkSwitch,
  },
  {
    key: 'idle',
    summary: 'the agent locks after so long without a request',
    fallback: 'none',
    check: (value) => (value === 'none' ? null : checkDuration(value, 60, 43_200, 'it is none, or from 1m to 12h')),
  },
  {
    key: 'lockOnSuspend',
    summary: 'the agent locks when the machine has slept',
    fallback: 'off',
    check: checkSwitch,
  },
  {
    key: 'classes',
    summary: "what counts for profiles whose name fits: a colour, confirm, read-only, max=TIME; ';' between classes",
    fallback: defaultClasses,
    check: checkClasses,
  },
]

/** The settings as commands use them. */
export interface Settings {
  readonly region?: string
  readonly sessionDurationSeconds?: number
  readonly compatLabel: 'awsume' | 'none'
  readonly agent: 'on' | 'off'
  /** Null: it does not matter. */
  readonly idleSeconds: number | null
  readonly lockOnSuspend: boolean
  readonly classes: readonly ProfileClass[]
}

/** The settings of the store that an environment names. Throws as {@link readSettings}. */
export function settingsOf(env: Io['env']): Settings {
  return readSettings(resolveStorePaths(env).configFile)
}

/**
 * Reads the settings file without the library that writes it: this is on the way of every command.
 *
 * A missing file is no settings. Throws `config_invalid` for one that is not a JSON object of known values.
 */
export function readSettings(path: string): Settings {
  const values = readSettingValues(path)
  const region = values.get('region')
  const duration = values.get('sessionDuration')
  const idle = values.get('idle') ?? 'none'
  return {
    ...(region === undefined ? {} : { region }),
    ...(duration === undefined ? {} : { sessionDurationSeconds: parseDuration(duration, 'sessionDuration') }),
    compatLabel: values.get('compatLabel') === 'none' ? 'none' : 'awsume',
    agent: values.get('agent') === 'off' ? 'off' : 'on',
    idleSeconds: idle === 'none' ? null : parseDuration(idle, 'idle'),
    lockOnSuspend: values.get('lockOnSuspend') === 'on',
    classes: parseProfileClasses(values.get('classes') ?? defaultClasses),
  }
}

/**
 * The settings that are set, by key; `leavingOut` is one that is about to be changed, so that its value may be anything.
 *
 * Throws as {@link readSettings}.
 */
export function readSettingValues(path: string, leavingOut: string | null = null): ReadonlyMap<string, string> {
  const text = readText(path)
  const values = new Map<string, string>()
  for (const [key, value] of Object.entries(parseObject(text, path))) {
    const spec = settingSpecs.find((known) => known.key === key)
    if (spec === undefined || key === leavingOut) continue
    const why = typeof value === 'string' ? spec.check(value) : 'it is not a text'
    if (why !== null) {
      throw new AwsxError('config_invalid', `setting ${key} is not usable: ${why} (${path})`, {
        hint: `awsx settings unset ${key}`,
      })
    }
    values.set(key, String(value))
  }
  return values
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return '{}'
    throw new AwsxError('config_unreadable', `cannot read ${path} (${code ?? 'unknown'})`, { cause })
  }
}

function parseObject(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    // Falls to the error below: what JSON.parse says names no file.
  }
  throw new AwsxError('config_invalid', `${path} is not a JSON object`, { hint: `mend it, or remove ${path}` })
}

function checkSwitch(value: string): string | null {
  return value === 'on' || value === 'off' ? null : 'it is on or off'
}

function checkClasses(value: string): string | null {
  try {
    parseProfileClasses(value)
    return null
  } catch (error) {
    return error instanceof AwsxError ? error.message.replace(/^classes: /, '') : 'it cannot be read'
  }
}

function checkDuration(value: string, least: number, most: number, range: string): string | null {
  try {
    const seconds = parseDuration(value, 'it')
    return seconds >= least && seconds <= most ? null : range
  } catch {
    return 'it looks like 12h or 1h30m'
  }
}
