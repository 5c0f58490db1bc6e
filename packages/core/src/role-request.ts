import { parseRoleArn } from './arn.ts'
import { capDuration } from './class-limits.ts'
import { AwsxError } from './errors.ts'
import type { AssumeRoleWithWebIdentityInput, Fact } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import type { ProfileSection, ProfileSetting } from './profile-graph.ts'
import { stsRegion } from './region.ts'
import { resolveRoleSessionName } from './role-session-name.ts'
import { limitToReading, profilePolicy, type SessionPolicy } from './session-policy.ts'
import { findSetting, invalidSetting, settingFact, settingInteger } from './setting.ts'
import { resolveStsEndpoint } from './sts-endpoint.ts'

/** What a call that assumes a role depends on. */
export interface RoleContext {
  readonly context: PlanContext
  /** Whose settings make the call; for `--role-arn` the profile it is put on top of. */
  readonly profile: ProfileSection
  /** Null for a role named by `--role-arn`: then the profile's own role settings say nothing about it. */
  readonly roleArn: ProfileSetting | null
  /** The region the person or the profiles named. */
  readonly region: Fact | null
  /** The ARN of the user whose keys start the chain, where known. */
  readonly callerArn: string | null
  /** True for the step whose credentials are handed out. */
  readonly last: boolean
}

/** What AssumeRole and AssumeRoleWithWebIdentity have in common. */
export type RoleRequest = AssumeRoleWithWebIdentityInput

/** The most seconds AWS gives a role that is assumed from temporary credentials. */
export const chainedRoleSeconds = 3600

const noPolicy: SessionPolicy = { policy: null, policyArns: [], facts: [] }

/**
 * The part of a role call that is the same whoever vouches for the caller, and the settings it came from.
 *
 * Throws `config_invalid` (with file and line) or `usage` for values that AWS would refuse.
 */
export function planRoleRequest(role: RoleContext): { readonly request: RoleRequest; readonly facts: readonly Fact[] } {
  const { context, profile } = role
  const { arn, partition } = roleArnFact(role)
  const region = stsRegion(partition, role.region)
  const { endpoint, facts } = resolveStsEndpoint(context, profile, region.value)
  const sessionName = resolveRoleSessionName(profile, role.callerArn, context.osUser)
  const duration = role.last ? capDuration(context, roleDuration(role)) : roleDuration(role)
  const own = role.roleArn === null ? noPolicy : profilePolicy(profile)
  const limit = role.last ? limitToReading(own, context, partition) : own
  return {
    request: {
      endpoint,
      roleArn: arn.value,
      roleSessionName: sessionName.value,
      durationSeconds: Number(duration.value),
      policy: limit.policy,
      policyArns: limit.policyArns,
    },
    facts: [arn, sessionName, duration, ...limit.facts, region, ...facts],
  }
}

function roleArnFact({ context, profile, roleArn }: RoleContext): { arn: Fact; partition: string } {
  const text = roleArn?.value ?? context.flags.roleArn ?? ''
  const parsed = parseRoleArn(text)
  if (parsed !== null) {
    const flag: Fact = { name: 'role_arn', value: text, source: { kind: 'flag', name: '--role-arn' } }
    return { arn: roleArn === null ? flag : settingFact('role_arn', roleArn), partition: parsed.partition }
  }
  if (roleArn !== null) throw invalidSetting(profile, 'role_arn', roleArn, 'is not the ARN of a role')
  throw new AwsxError('usage', `--role-arn is not the ARN of a role: '${text.slice(0, 120)}'`, {
    hint: 'it looks like arn:aws:iam::123456789012:role/NAME',
  })
}

function roleDuration({ context, profile, roleArn, last }: RoleContext): Fact {
  const name = 'duration_seconds'
  const flag = last ? context.flags.durationSeconds : undefined
  if (flag !== undefined) {
    if (flag < 900 || flag > 43_200) {
      throw new AwsxError('usage', `--duration has to be from 15m to 12h for a role, not ${flag}s`)
    }
    return { name, value: String(flag), source: { kind: 'flag', name: '--duration' } }
  }
  const setting = roleArn === null ? null : findSetting(profile, name)
  if (setting === null) return { name, value: '3600', source: { kind: 'default', why: "AWS's own" } }
  return settingFact(name, setting, String(settingInteger(profile, name, 900, 43_200)))
}
