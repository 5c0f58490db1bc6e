import { parseIamArn, partitionOfArn } from './arn.ts'
import { planBase } from './base-step.ts'
import { checkLifeUnderClass, readOnlySource, underClass } from './class-limits.ts'
import { AwsxError } from './errors.ts'
import { resolveMfa } from './mfa-settings.ts'
import type { AssumeRoleStep, Fact, Plan, Step, StsEndpoint } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import { profileEnvironment } from './profile-environment.ts'
import { resolveRegion } from './region.ts'
import { planAssumeRole } from './role-step.ts'
import { keyRegion, type KeyContext } from './session-step.ts'
import { findSetting, invalidSetting, place, settingFact } from './setting.ts'
import { followSources, type SourceChain } from './source-chain.ts'
import { resolveStsEndpoint } from './sts-endpoint.ts'
import { waysFromKeys, waysFromSession } from './ways.ts'

/**
 * The calls that lead to the credentials of a profile, in order, with every input they need.
 *
 * Pure: nothing is asked, sent or read. While the vault is locked (`storedKeys` null) the plan says so in `needsVault`.
 * Throws `profile_not_found`, `source_cycle`, `credentials_missing`, `config_invalid`, `account_mismatch`,
 * `read_only_impossible`, `usage`.
 */
export function planSession(given: PlanContext, name: string): Plan {
  const context = underClass(given, name)
  const chain = followSources(context, name)
  const { target, source, profiles } = chain
  const key = source.kind === 'stored' ? source.key : null
  const region = resolveRegion(context, profiles)
  const callerArn = key?.arn ?? null
  const roles = planRoles(context, chain, region, callerArn)
  const base = planBase(source, { context, profile: chain.base, region, callerArn, last: roles.length === 0 })
  const mayBeLongTerm =
    base.api === 'StoredKeys' ||
    base.api === 'CredentialProcess' ||
    (base.api === 'StaticKeys' && base.sessionToken === null)
  const mfa = mayBeLongTerm ? resolveMfa(profiles, key) : null
  const first = roles[0]?.input.roleArn ?? null
  const keys: KeyContext = { context, base: chain.base, key, mfa, roleArn: first, region }
  checkPartitions(chain, callerArn ?? mfa?.source.serialNumber ?? null, [base, ...roles])
  const ways = mayBeLongTerm ? waysFromKeys(keys, profiles, base, roles) : waysFromSession(base, roles)
  refuseUnlimited(context, ways.steps, name)
  const lifeWarnings = checkLifeUnderClass(context, ways.steps, name)
  return {
    profile: name,
    steps: ways.steps,
    direct: ways.direct,
    region: region?.value ?? null,
    regionFact: region,
    environment: profileEnvironment(context, target),
    endpoint: callerEndpoint(keys, chain, ways.steps),
    expectedAccountId: expectedAccount(context, chain, ways.steps),
    needsVault: context.storedKeys === null && couldBeStored(chain),
    warnings: [...warningsOf(context, chain, base), ...ways.warnings, ...lifeWarnings],
  }
}

function planRoles(
  context: PlanContext,
  { target, roles }: SourceChain,
  region: Fact | null,
  callerArn: string | null,
): AssumeRoleStep[] {
  const hops = context.flags.roleArn === undefined ? roles : [...roles, { profile: target, roleArn: null }]
  return hops.map(({ profile, roleArn }, index) =>
    planAssumeRole({ context, profile, roleArn, region, callerArn, last: index === hops.length - 1 }),
  )
}

/** Where the last call is sent; for keys that are handed out as they are, where they are at home. */
function callerEndpoint(keys: KeyContext, { target }: SourceChain, steps: readonly Step[]): StsEndpoint {
  const last = steps.at(-1)
  if (last !== undefined && 'input' in last) return last.input.endpoint
  return resolveStsEndpoint(keys.context, target, keyRegion(keys).value).endpoint
}

/** A role that wins over the profile's own keys, and does not start from them, has no use for the vault. */
function couldBeStored({ source, profiles }: SourceChain): boolean {
  return source.kind !== 'later' && !(source.kind === 'web-identity' && profiles.length === 1)
}

function expectedAccount(context: PlanContext, { target, source }: SourceChain, steps: readonly Step[]): Fact | null {
  const setting = findSetting(target, 'aws_account_id')
  // A role on top is what the person names, account and all; the profile's account is only on the way to it.
  if (setting === null || context.flags.roleArn !== undefined) return null
  if (!/^[0-9]{12}$/.test(setting.value)) throw invalidSetting(target, 'aws_account_id', setting, 'is not 12 digits')
  const last = steps.at(-1)
  const roleArn = last !== undefined && 'input' in last && 'roleArn' in last.input ? last.input.roleArn : null
  const ofKey = source.kind === 'stored' ? (source.key?.accountId ?? null) : null
  const known = roleArn === null ? ofKey : (parseIamArn(roleArn)?.accountId ?? null)
  if (known === null || known === setting.value) return settingFact('aws_account_id', setting)
  const what = roleArn === null ? 'the keys are of account' : 'the role is of account'
  throw new AwsxError(
    'account_mismatch',
    `${what} ${known}, but aws_account_id of profile '${target.name}' says ${setting.value} (${place(setting)})`,
    { hint: `change aws_account_id in ${place(setting)}, or use another profile` },
  )
}

/** Partitions do not trust each other; `callerArn` is an ARN of the account the keys belong to. */
function checkPartitions({ base }: SourceChain, callerArn: string | null, steps: readonly Step[]): void {
  let before = partitionOfArn(callerArn)
  let who = `the keys of '${base.name}'`
  for (const step of steps) {
    const own = 'input' in step && 'roleArn' in step.input ? partitionOfArn(step.input.roleArn) : null
    if (own === null) continue
    if (before !== null && before !== own) {
      const message = `${who} belong to partition ${before}, the role of '${step.profile}' to ${own}`
      throw new AwsxError('config_invalid', message, {
        hint: 'a role is assumed from credentials of its own partition',
      })
    }
    before = own
    who = `the credentials of '${step.profile}'`
  }
}

function refuseUnlimited(context: PlanContext, steps: readonly Step[], name: string): void {
  const last = steps.at(-1)
  const source = readOnlySource(context)
  if (source === null || last?.api === 'AssumeRole' || last?.api === 'AssumeRoleWithWebIdentity') return
  const who = source.kind === 'setting' ? ` (setting ${source.name})` : ''
  const message = `profile '${name}' cannot be limited to reading${who}: ${last?.api ?? 'it'} takes no session policy`
  throw new AwsxError('read_only_impossible', message, {
    hint: 'read-only needs a role: use a profile with role_arn, or --role-arn',
  })
}

function warningsOf(context: PlanContext, { target, base, source }: SourceChain, first: Step): string[] {
  const { graph, storedKeys } = context
  if (storedKeys === null && source.kind === 'stored' && !graph.profiles.has(target.name)) {
    return [`no file has a profile '${target.name}'; the vault may, but it is locked`]
  }
  const secret = findSetting(base, 'aws_secret_access_key')
  if (secret === null || (first.api === 'StaticKeys' && first.sessionToken !== null)) return []
  const words = `the keys of profile '${base.name}' are in clear in ${place(secret)}`
  return [storedKeys?.has(base.name) === true ? `${words}; those of the vault are used` : words]
}
