import { parseIamArn } from './arn.ts'
import type { Fact } from './plan.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting, invalidSetting, settingFact } from './setting.ts'

const nameForm = /^[\w+=,.@-]{2,64}$/

/**
 * The RoleSessionName: what CloudTrail shows of the person.
 *
 * The profile's `role_session_name`, else the IAM user the keys belong to, else the login name. Throws `config_invalid`
 * for a configured name that AWS would refuse.
 */
export function resolveRoleSessionName(profile: ProfileSection, callerArn: string | null, osUser: string): Fact {
  const name = 'role_session_name'
  const setting = findSetting(profile, name)
  if (setting !== null) {
    if (nameForm.test(setting.value)) return settingFact(name, setting)
    throw invalidSetting(profile, name, setting, 'is not 2 to 64 of A-Z a-z 0-9 _+=,.@-')
  }
  const caller = parseIamArn(callerArn ?? '')
  if (caller?.type === 'user') {
    return { name, value: sanitise(caller.name), source: { kind: 'default', why: 'the IAM user of the keys' } }
  }
  return { name, value: sanitise(osUser), source: { kind: 'default', why: 'the login name' } }
}

function sanitise(user: string): string {
  const clean = user
    .replaceAll(/[^\w+=,.@-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
  if (clean.length >= 2) return clean
  return clean === '' ? 'awsx' : `${clean}-awsx`
}
