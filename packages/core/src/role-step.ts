import type { AssumeRoleStep, Fact } from './plan.ts'
import type { ProfileSection } from './profile-graph.ts'
import { planRoleRequest, type RoleContext } from './role-request.ts'
import { parseSessionTags, parseTransitiveTagKeys } from './session-tags.ts'
import { findSetting, invalidSetting, settingFact, settingInteger } from './setting.ts'

const externalIdForm = /^[\w+=,.@:/-]{2,1224}$/
const sourceIdentityForm = /^[\w+=,.@-]{2,64}$/

/**
 * The AssumeRole call a profile asks for, before its place in the chain is considered.
 *
 * Throws `config_invalid` (with file and line) or `usage` for values that AWS would refuse.
 */
export function planAssumeRole(role: RoleContext): AssumeRoleStep {
  const { request, facts } = planRoleRequest(role)
  const { profile } = role
  const bare = { externalId: null, serialNumber: null, sourceIdentity: null, tags: [], transitiveTagKeys: [] }
  if (role.roleArn === null) {
    const input = { ...request, ...bare }
    return { api: 'AssumeRole', profile: profile.name, facts, input, mfa: null, mfaMaxAgeSeconds: null }
  }
  const tags = parseSessionTags(profile)
  return {
    api: 'AssumeRole',
    profile: profile.name,
    facts: [...facts, ...ownFacts(profile)],
    input: {
      ...request,
      externalId: checkedSetting(profile, 'external_id', externalIdForm),
      serialNumber: null,
      sourceIdentity: checkedSetting(profile, 'source_identity', sourceIdentityForm),
      tags,
      transitiveTagKeys: parseTransitiveTagKeys(profile, tags),
    },
    mfa: null,
    mfaMaxAgeSeconds: settingInteger(profile, 'awsx_mfa_max_age', 60, 129_600),
  }
}

function checkedSetting(profile: ProfileSection, key: string, form: RegExp): string | null {
  const setting = findSetting(profile, key)
  if (setting === null) return null
  if (!form.test(setting.value)) throw invalidSetting(profile, key, setting, 'has characters or a length AWS refuses')
  return setting.value
}

function ownFacts(profile: ProfileSection): Fact[] {
  return ['external_id', 'source_identity', 'session_tags', 'transitive_session_tags', 'awsx_mfa_max_age'].flatMap(
    (name) => {
      const setting = findSetting(profile, name)
      return setting === null ? [] : [settingFact(name, setting)]
    },
  )
}
