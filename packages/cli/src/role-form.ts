import { AwsxError, callsAwsxFor, commandWord, findSetting, place, programOf, type ProfileSection } from '@awsx/core'

/** Who resolves a role profile for other tools: they themselves (`role_arn`), or awsx (`credential_process`). */
export type RoleForm = 'role_arn' | 'credential_process'

/** Both forms, as a person names them. */
export const roleForms: readonly RoleForm[] = ['role_arn', 'credential_process']

/** The names of what the two forms call differently; every other parameter of a role stays as it is. */
export const roleNames: ReadonlyMap<string, string> = new Map([
  ['role_arn', 'awsx_role_arn'],
  ['source_profile', 'awsx_source_profile'],
])

/**
 * Which form a profile has.
 *
 * Throws `config_invalid` or `source_unsupported`, with file and line, for a profile that cannot be turned around.
 */
export function readRoleForm(profile: ProfileSection): RoleForm {
  const plain = findSetting(profile, 'role_arn')
  const own = findSetting(profile, 'awsx_role_arn')
  const role = own ?? plain
  if (role === null) {
    throw new AwsxError(
      'config_invalid',
      `profile '${profile.name}' has neither role_arn nor awsx_role_arn (${place(profile)})`,
      {
        hint: `awsx explain ${commandWord(profile.name)}`,
      },
    )
  }
  for (const [name, ownName] of roleNames) {
    const [a, b] = [findSetting(profile, name), findSetting(profile, ownName)]
    const mixed = own === null ? b : a
    if (mixed === null) continue
    throw new AwsxError(
      'config_invalid',
      `profile '${profile.name}' mixes both forms (${place(role)}, ${place(mixed)})`,
      {
        hint: `take one of them out: ${place(mixed)}`,
      },
    )
  }
  refuseOtherSources(profile)
  const process = findSetting(profile, 'credential_process')
  if (process !== null && !callsAwsxFor(programOf(profile, 'credential_process', process), profile.name)) {
    throw new AwsxError(
      'config_invalid',
      `profile '${profile.name}' has a credential_process of its own (${place(process)})`,
      {
        hint: `take it out of ${place(process)}, or leave the profile as it is`,
      },
    )
  }
  return own === null ? 'role_arn' : 'credential_process'
}

/** What SDKs would use before credential_process, or awsx cannot resolve. */
function refuseOtherSources(profile: ProfileSection): void {
  for (const name of [
    'credential_source',
    'web_identity_token_file',
    'web_identity_token_process',
    'sso_session',
    'sso_start_url',
  ]) {
    const setting = findSetting(profile, name)
    if (setting === null) continue
    throw new AwsxError(
      'source_unsupported',
      `profile '${profile.name}' has ${name}, which stays as it is (${place(setting)})`,
      {
        hint: 'awsx config rewrite is for role_arn with source_profile',
      },
    )
  }
  const key = findSetting(profile, 'aws_access_key_id')
  if (key === null) return
  throw new AwsxError(
    'config_invalid',
    `profile '${profile.name}' has a key in clear, which other tools would use first (${place(key)})`,
    {
      hint: `awsx import ${commandWord(profile.name)} --remove`,
    },
  )
}
