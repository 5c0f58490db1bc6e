import { AwsxError } from './errors.ts'
import { nearestNames } from './nearest.ts'
import type { ProfileGraph, ProfileSection, ProfileSetting } from './profile-graph.ts'
import { findSetting, place } from './setting.ts'

const keysOfSection: ReadonlySet<string> = new Set([
  'include_profile',
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'aws_security_token',
])

/**
 * The settings of a profile with what its `include_profile` chain fills in.
 *
 * Keys in clear are never included: they belong to the section they stand in. Throws `source_cycle` with the whole
 * circle, `profile_not_found` for an included profile that is missing.
 */
export function resolveProfile(graph: ProfileGraph, name: string): ProfileSection {
  const own = findProfile(graph, name)
  let include = findSetting(own, 'include_profile')
  if (include === null) return own
  const settings = new Map(own.settings)
  const path = [name]
  while (include !== null) {
    if (path.includes(include.value)) {
      throw new AwsxError(
        'source_cycle',
        `include_profile goes in a circle: ${[...path, include.value].join(' -> ')} (${place(include)})`,
        { hint: `change include_profile in ${place(include)}` },
      )
    }
    path.push(include.value)
    const included = findProfile(graph, include.value, include)
    for (const [key, setting] of included.settings) {
      const known = settings.get(key)
      const missing = known === undefined || (known.value === '' && known.nested === null)
      if (missing && !keysOfSection.has(key)) settings.set(key, setting)
    }
    include = findSetting(included, 'include_profile')
  }
  return { ...own, settings }
}

function findProfile(graph: ProfileGraph, name: string, askedBy: ProfileSetting | null = null): ProfileSection {
  const profile = graph.profiles.get(name)
  if (profile === undefined) throw profileNotFound(name, graph.profiles.keys(), askedBy)
  return profile
}

/** The error for a profile that none of `names` is; `askedBy` is the setting that names it, null for a person. */
export function profileNotFound(name: string, names: Iterable<string>, askedBy: ProfileSetting | null): AwsxError {
  const near = nearestNames(name, names)
  const who = askedBy === null ? '' : ` (named in ${place(askedBy)})`
  const hint = near.length > 0 ? `did you mean ${near.join(', ')}?` : 'awsx list shows every profile'
  return new AwsxError('profile_not_found', `there is no profile '${name}'${who}`, { hint, data: { profile: name } })
}
