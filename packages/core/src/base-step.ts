import type { CredentialSource } from './credential-source.ts'
import { AwsxError } from './errors.ts'
import type { AssumeRoleWithWebIdentityStep, Step } from './plan.ts'
import type { ProfileSetting } from './profile-graph.ts'
import { programEnvironment, programOf } from './program.ts'
import { planRoleRequest, type RoleContext } from './role-request.ts'
import { Secret } from './secret.ts'
import { findSetting, settingFact } from './setting.ts'

/**
 * The first step of a plan: where its credentials start. `role.profile` is the profile that has them.
 *
 * Throws `config_invalid`, `usage`.
 */
export function planBase(source: CredentialSource, role: Omit<RoleContext, 'roleArn'>): Step {
  const profile = role.profile.name
  switch (source.kind) {
    case 'stored': {
      const accessKeyId = source.key?.accessKeyId ?? null
      const value = accessKeyId ?? 'locked'
      return {
        api: 'StoredKeys',
        profile,
        accessKeyId,
        facts: [{ name: 'aws_access_key_id', value, source: { kind: 'vault' } }],
      }
    }
    case 'static': {
      const token = findSetting(role.profile, 'aws_session_token', 'aws_security_token')
      return {
        api: 'StaticKeys',
        profile,
        accessKeyId: source.accessKeyId.value,
        secretAccessKey: new Secret(source.secretAccessKey.value),
        sessionToken: token === null ? null : new Secret(token.value),
        facts: [settingFact('aws_access_key_id', source.accessKeyId)],
      }
    }
    case 'process': {
      const facts = [settingFact('credential_process', source.setting)]
      return {
        api: 'CredentialProcess',
        profile,
        program: source.program,
        environment: programEnvironment(role.context),
        facts,
      }
    }
    case 'web-identity':
      return planWebIdentity({ ...role, roleArn: source.roleArn }, source.token)
    case 'later':
      return { api: source.api, profile, why: source.why, facts: [settingFact('source', source.setting, source.why)] }
    case 'role':
    case 'role-on-own-keys':
    case 'none':
      throw new AwsxError('unexpected', `profile '${profile}' cannot start a chain`)
  }
}

function planWebIdentity(role: RoleContext, token: ProfileSetting): AssumeRoleWithWebIdentityStep {
  const { profile } = role
  const { request, facts } = planRoleRequest(role)
  const isFile = findSetting(profile, 'web_identity_token_file') === token
  const name = isFile ? 'web_identity_token_file' : 'web_identity_token_process'
  return {
    api: 'AssumeRoleWithWebIdentity',
    profile: profile.name,
    facts: [...facts, settingFact(name, token)],
    input: request,
    token: isFile
      ? { kind: 'file', path: token.value }
      : { kind: 'process', program: programOf(profile, name, token), environment: programEnvironment(role.context) },
  }
}
