import { AwsxError } from './errors.ts'
import type { Fact } from './plan.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'

/** The first of `keys` that has a value; null when each is missing, empty or nested. */
export function findSetting(profile: ProfileSection, ...keys: readonly string[]): ProfileSetting | null {
  for (const key of keys) {
    const setting = profile.settings.get(key)
    if (setting !== undefined && setting.value !== '' && setting.nested === null) return setting
  }
  return null
}

/** A setting as a fact of the plan; `value` replaces what the file says where it was read as something else. */
export function settingFact(name: string, setting: ProfileSetting, value: string = setting.value): Fact {
  return { name, value, source: { kind: 'file', ...setting.origin } }
}

/** `file:line`, for messages. */
export function place(setting: Pick<ProfileSetting, 'origin'>): string {
  return `${setting.origin.file}:${setting.origin.line}`
}

/** A whole number within bounds; null when missing. Throws `config_invalid` with file and line. */
export function settingInteger(profile: ProfileSection, key: string, low: number, high: number): number | null {
  const setting = findSetting(profile, key)
  if (setting === null) return null
  const number = /^[0-9]{1,10}$/.test(setting.value) ? Number(setting.value) : Number.NaN
  if (number >= low && number <= high) return number
  throw invalidSetting(profile, key, setting, `is not a whole number from ${low} to ${high}`)
}

/** One of a few words, in lower case; null when missing. Throws `config_invalid` with file and line. */
export function settingWord<Word extends string>(
  profile: ProfileSection,
  key: string,
  words: readonly Word[],
): Word | null {
  const setting = findSetting(profile, key)
  if (setting === null) return null
  const found = words.find((word) => word === setting.value.toLowerCase())
  if (found !== undefined) return found
  throw invalidSetting(profile, key, setting, `is not ${words.join(' or ')}`)
}

/** `config_invalid` about one setting; the value is shown, so it must not be a secret. */
export function invalidSetting(profile: ProfileSection, key: string, setting: ProfileSetting, why: string): AwsxError {
  const { value, origin } = setting
  const shown = value.length > 80 ? `${value.slice(0, 77)}...` : value
  return new AwsxError('config_invalid', `${key} of profile '${profile.name}' ${why}: '${shown}' (${place(setting)})`, {
    hint: `change ${key} in ${place(setting)}`,
    data: { profile: profile.name, file: origin.file, line: origin.line },
  })
}
