import type { Tag } from './plan.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting, invalidSetting } from './setting.ts'

const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/**
 * `session_tags = team=web,stage=prod` as tags.
 *
 * Throws `config_invalid` for a part without `=`, an empty or repeated key (AWS compares them without case), characters
 * or a length AWS would refuse (keys 128, values 256) or more than 50.
 */
export function parseSessionTags(profile: ProfileSection): readonly Tag[] {
  const setting = findSetting(profile, 'session_tags')
  if (setting === null) return []
  const tags: Tag[] = []
  const seen = new Set<string>()
  for (const part of setting.value.split(',')) {
    const at = part.indexOf('=')
    const key = part.slice(0, Math.max(at, 0)).trim()
    const value = part.slice(at + 1).trim()
    if (key === '') throw invalidSetting(profile, 'session_tags', setting, 'has a part that is not key=value')
    if (seen.has(key.toLowerCase()))
      throw invalidSetting(profile, 'session_tags', setting, `names the tag ${key} twice`)
    const isTaken = tagText.test(key) && tagText.test(value) && key.length <= 128 && value.length <= 256
    if (!isTaken || seen.size >= 50) throw invalidSetting(profile, 'session_tags', setting, 'is not what AWS takes')
    seen.add(key.toLowerCase())
    tags.push({ key, value })
  }
  return tags
}

/** `transitive_session_tags = team,stage` as keys; each has to be a session tag. */
export function parseTransitiveTagKeys(profile: ProfileSection, tags: readonly Tag[]): readonly string[] {
  const setting = findSetting(profile, 'transitive_session_tags')
  if (setting === null) return []
  const keys = setting.value.split(',').map((key) => key.trim())
  const unknown = keys.find((key) => !tags.some((tag) => tag.key === key))
  if (unknown === undefined) return keys
  throw invalidSetting(profile, 'transitive_session_tags', setting, `names '${unknown}', which is not in session_tags`)
}
