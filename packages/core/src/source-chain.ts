import { commandWord } from './command-word.ts'
import { ownKeys, roleArnOf, selectCredentialSource, type CredentialSource } from './credential-source.ts'
import { AwsxError } from './errors.ts'
import type { PlanContext } from './plan-context.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'
import { profileNotFound, resolveProfile } from './profile.ts'
import { place } from './setting.ts'

/** A role on the way from the keys to the profile that was asked for. */
export interface RoleHop {
  readonly profile: ProfileSection
  /** Null for the role of `--role-arn`. */
  readonly roleArn: ProfileSetting | null
}

/** Where a profile's credentials start and the roles that follow. */
export interface SourceChain {
  /** The profile that was asked for. */
  readonly target: ProfileSection
  /** The profile whose own credentials start the chain. */
  readonly base: ProfileSection
  readonly source: CredentialSource
  /** In the order they are assumed; the last one is handed out. */
  readonly roles: readonly RoleHop[]
  /** From `target` down to `base`. */
  readonly profiles: readonly ProfileSection[]
}

/**
 * Follows `source_profile` down to the credentials a profile starts from.
 *
 * Any depth. A profile may name itself: then its role is assumed with its own keys. Throws `source_cycle` with the whole
 * circle, `profile_not_found`, `credentials_missing`, `config_invalid`.
 */
export function followSources(context: PlanContext, name: string): SourceChain {
  const target = lookUp(context, name, null)
  const roles: RoleHop[] = []
  const profiles: ProfileSection[] = []
  const path = new Set<string>()
  let profile = target
  for (;;) {
    profiles.push(profile)
    path.add(profile.name)
    const source = selectCredentialSource(context, profile, profile !== target)
    if (source.kind !== 'role' || source.sourceProfile.value === profile.name) {
      return { target, base: profile, ...startOf(context, profile, source, roles), profiles }
    }
    const next = source.sourceProfile
    if (path.has(next.value)) throw cycle([...path, next.value], next)
    roles.unshift({ profile, roleArn: source.roleArn })
    profile = lookUp(context, next.value, next)
  }
}

/** The credentials `base` starts with; its own role, if it has one, comes before those that were found on the way. */
function startOf(
  context: PlanContext,
  base: ProfileSection,
  source: CredentialSource,
  roles: readonly RoleHop[],
): Pick<SourceChain, 'source' | 'roles'> {
  switch (source.kind) {
    case 'role':
    case 'role-on-own-keys':
      return {
        source: keysUnderRole(context, base, source.roleArn),
        roles: [{ profile: base, roleArn: source.roleArn }, ...roles],
      }
    case 'later': {
      const roleArn = source.api === 'AssumeRoleWithSAML' ? null : roleArnOf(base)
      return { source, roles: roleArn === null ? roles : [{ profile: base, roleArn }, ...roles] }
    }
    case 'none':
      throw new AwsxError('credentials_missing', `profile '${base.name}' has no credentials (${place(base)})`, {
        hint: `awsx add ${commandWord(base.name)}`,
      })
    default:
      return { source, roles }
  }
}

function keysUnderRole(context: PlanContext, profile: ProfileSection, roleArn: ProfileSetting): CredentialSource {
  const keys = ownKeys(context, profile)
  if (keys !== null) return keys
  if (context.storedKeys === null) return { kind: 'stored', key: null }
  const message = `profile '${profile.name}' has role_arn but nothing to assume it with (${place(roleArn)})`
  throw new AwsxError('credentials_missing', message, {
    hint: `add source_profile there, or run awsx add ${commandWord(profile.name)}`,
  })
}

function lookUp({ graph, storedKeys }: PlanContext, name: string, askedBy: ProfileSetting | null): ProfileSection {
  if (graph.profiles.has(name)) return resolveProfile(graph, name)
  // Keys in the vault need no section in a file; while it is locked it may hold them.
  if (storedKeys === null || storedKeys.has(name)) {
    return { name, settings: new Map(), origin: askedBy?.origin ?? { file: 'vault', line: 0 } }
  }
  throw profileNotFound(name, new Set([...graph.profiles.keys(), ...storedKeys.keys()]), askedBy)
}

function cycle(path: readonly string[], setting: ProfileSetting): AwsxError {
  return new AwsxError('source_cycle', `source_profile goes in a circle: ${path.join(' -> ')} (${place(setting)})`, {
    hint: `change source_profile in ${place(setting)}, or give one of them keys: awsx add ${commandWord(path[0] ?? '')}`,
  })
}
