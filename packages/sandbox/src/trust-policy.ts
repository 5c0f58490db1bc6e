import type { ConditionBlock, PolicyDocument } from './policy.ts'

/** What a role asks of who assumes it. */
export interface TrustInput {
  /** Account ids or ARNs. */
  readonly principals: readonly string[]
  /** Ask for MFA. Default false. */
  readonly mfa?: boolean
  /** The oldest MFA taken, in seconds (`NumericLessThan aws:MultiFactorAuthAge`). */
  readonly mfaMaxAgeSeconds?: number
  readonly externalId?: string
  /** Further conditions. */
  readonly condition?: ConditionBlock
}

/** A trust policy that allows AssumeRole, tags and a source identity under the conditions of `input`. */
export function createTrustPolicy(input: TrustInput): PolicyDocument {
  const { principals, mfa = false, mfaMaxAgeSeconds, externalId, condition = {} } = input
  const conditions: ConditionBlock[] = [condition]
  if (mfa) conditions.push({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } })
  if (mfaMaxAgeSeconds !== undefined)
    conditions.push({ NumericLessThan: { 'aws:MultiFactorAuthAge': String(mfaMaxAgeSeconds) } })
  if (externalId !== undefined) conditions.push({ StringEquals: { 'sts:ExternalId': externalId } })
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: principals },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Condition: mergeConditions(conditions),
    },
  }
}

/** A trust policy for the tokens of a web identity provider whose `sub` and `aud` are these. */
export function createWebIdentityTrustPolicy(
  providerArn: string,
  issuer: string,
  subject: string,
  audience: string,
): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: { Federated: providerArn },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: audience } },
    },
  }
}

/** An identity policy that allows these actions. */
export function createAllowPolicy(actions: readonly string[], resources: readonly string[] = ['*']): PolicyDocument {
  return { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: resources } }
}

function mergeConditions(blocks: readonly ConditionBlock[]): ConditionBlock {
  const merged: Record<string, ConditionBlock[string]> = {}
  for (const block of blocks)
    for (const [operator, keys] of Object.entries(block)) merged[operator] = { ...merged[operator], ...keys }
  return merged
}
