import { isSwappedKey } from './credential-form.ts'
import { AwsxError } from './errors.ts'
import { nearestNames } from './nearest.ts'
import type { Program, UnsupportedStep } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import type { StoredKey } from './ports.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'
import { callsAwsxFor, programOf } from './program.ts'
import { findSetting, invalidSetting, place } from './setting.ts'

/** Where the credentials of one profile come from. */
export type CredentialSource =
  | { readonly kind: 'stored'; readonly key: StoredKey | null }
  | { readonly kind: 'static'; readonly accessKeyId: ProfileSetting; readonly secretAccessKey: ProfileSetting }
  | { readonly kind: 'role'; readonly roleArn: ProfileSetting; readonly sourceProfile: ProfileSetting }
  | { readonly kind: 'role-on-own-keys'; readonly roleArn: ProfileSetting }
  | { readonly kind: 'web-identity'; readonly roleArn: ProfileSetting; readonly token: ProfileSetting }
  | { readonly kind: 'process'; readonly program: Program; readonly setting: ProfileSetting }
  | {
      readonly kind: 'later'
      readonly api: UnsupportedStep['api']
      readonly why: string
      readonly setting: ProfileSetting
    }
  | { readonly kind: 'none' }

/**
 * Which of its settings a profile gets its credentials from.
 *
 * `asSource` is true for a profile that is named by `source_profile`: there keys win over `role_arn`. While the vault is
 * locked, keys are taken to be in it only where nothing else gives credentials. Throws `config_invalid` for settings
 * that exclude each other.
 */
export function selectCredentialSource(
  context: PlanContext,
  profile: ProfileSection,
  asSource: boolean,
): CredentialSource {
  const roleArn = roleArnOf(profile)
  if (roleArn !== null && !asSource) return roleSource(context, profile, roleArn)
  const keys = ownKeys(context, profile)
  if (keys !== null) return keys
  return roleArn === null ? sourceWithoutKeys(context, profile) : roleSource(context, profile, roleArn)
}

/** The role of a profile; null without one. */
export function roleArnOf(profile: ProfileSection): ProfileSetting | null {
  return findSetting(profile, 'awsx_role_arn', 'role_arn')
}

/** The keys a profile itself has: those of the vault before those of a file. Throws `config_invalid` for half a key. */
export function ownKeys(context: PlanContext, profile: ProfileSection): CredentialSource | null {
  const key = context.storedKeys?.get(profile.name)
  if (key !== undefined) return { kind: 'stored', key }
  const accessKeyId = findSetting(profile, 'aws_access_key_id')
  const secretAccessKey = findSetting(profile, 'aws_secret_access_key')
  if (accessKeyId !== null && secretAccessKey !== null) {
    // Said without the values: where the two are swapped, the id is the secret.
    if (isSwappedKey(accessKeyId.value, secretAccessKey.value)) throw swappedKey(profile, accessKeyId)
    return { kind: 'static', accessKeyId, secretAccessKey }
  }
  const half = accessKeyId ?? secretAccessKey
  if (half === null) return null
  throw new AwsxError('config_invalid', `profile '${profile.name}' has half a key (${place(half)})`, {
    hint: 'both aws_access_key_id and aws_secret_access_key are needed',
  })
}

function swappedKey(profile: ProfileSection, accessKeyId: ProfileSetting): AwsxError {
  const message = `the access key id and the secret of profile '${profile.name}' are swapped (${place(accessKeyId)})`
  return new AwsxError('config_invalid', message, { hint: `put each in its place in ${place(accessKeyId)}` })
}

function roleSource(context: PlanContext, profile: ProfileSection, roleArn: ProfileSetting): CredentialSource {
  const sourceProfile = findSetting(profile, 'awsx_source_profile', 'source_profile')
  const credentialSource = findSetting(profile, 'credential_source')
  const token = findSetting(profile, 'web_identity_token_file', 'web_identity_token_process')
  if (sourceProfile !== null && credentialSource !== null) {
    throw invalidSetting(profile, 'credential_source', credentialSource, 'excludes source_profile')
  }
  if (sourceProfile !== null) return { kind: 'role', roleArn, sourceProfile }
  if (credentialSource !== null) {
    return later('CredentialSource', credentialSource, `credential_source = ${credentialSource.value}`)
  }
  if (token !== null) return { kind: 'web-identity', roleArn, token }
  return laterSource(context, profile) ?? { kind: 'role-on-own-keys', roleArn }
}

function sourceWithoutKeys(context: PlanContext, profile: ProfileSection): CredentialSource {
  const known = laterSource(context, profile)
  if (known !== null) return known
  const setting = findSetting(profile, 'credential_process')
  if (setting !== null) {
    const program = programOf(profile, 'credential_process', setting)
    // The line other tools reach awsx by: following it here would never end.
    if (!callsAwsxFor(program, profile.name)) return { kind: 'process', program, setting }
  }
  return context.storedKeys === null ? { kind: 'stored', key: null } : { kind: 'none' }
}

function laterSource(context: PlanContext, profile: ProfileSection): CredentialSource | null {
  checkSsoSession(context, profile)
  const sso = findSetting(
    profile,
    'awsx_sso_session',
    'awsx_sso_account_id',
    'sso_session',
    'sso_start_url',
    'sso_account_id',
  )
  if (sso !== null) return later('GetRoleCredentials', sso, 'IAM Identity Center (sso_*)')
  const login = findSetting(profile, 'login_session')
  if (login !== null) return later('CreateOAuth2Token', login, 'a console sign-in (login_session)')
  const saml = findSetting(profile, 'awsx_saml', 'saml_role_arn')
  return saml === null ? null : later('AssumeRoleWithSAML', saml, 'SAML')
}

function checkSsoSession({ graph }: PlanContext, profile: ProfileSection): void {
  const setting = findSetting(profile, 'awsx_sso_session', 'sso_session')
  if (setting === null || graph.ssoSessions.has(setting.value)) return
  const near = nearestNames(setting.value, graph.ssoSessions.keys())
  const why = near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''
  throw invalidSetting(profile, 'sso_session', setting, `names an sso-session that does not exist${why}`)
}

function later(api: UnsupportedStep['api'], setting: ProfileSetting, why: string): CredentialSource {
  return { kind: 'later', api, why, setting }
}
