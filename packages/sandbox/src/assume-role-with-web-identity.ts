import type { Action } from './action.ts'
import { ApiError, accessDenied, validationError } from './api-error.ts'
import { chooseRoleDuration, writeAssumedRoleUser } from './assume-role.ts'
import { checkText, throwProblems } from './constraint.ts'
import { writeCredentials } from './credentials-result.ts'
import type { WebIdentityProvider } from './entity.ts'
import type { PolicyStatement } from './policy.ts'
import { matchesStatement, statementsOf, toList } from './policy.ts'
import { createContext } from './policy-context.ts'
import { isRoleArn, readRoleParameters } from './role-parameter.ts'
import {
  checkSessionPolicies,
  measurePackedPolicy,
  readSessionPolicies,
  resolveSessionPolicies,
} from './session-policy.ts'

/**
 * STS AssumeRoleWithWebIdentity, unsigned. A token is one of those the world's providers have given out, compared as
 * a whole. Source: STS API reference.
 */
export const assumeRoleWithWebIdentity: Action = {
  isSigned: false,
  run({ parameters, now, world, sessions }) {
    const { problems, roleArn, roleSessionName, durationSeconds } = readRoleParameters(parameters)
    const text = parameters.get('WebIdentityToken') ?? null
    const policyInput = readSessionPolicies(parameters)
    throwProblems([
      ...problems,
      ...checkText('webIdentityToken', text, { required: true, minimum: 4, maximum: 20_000 }),
      ...checkSessionPolicies(policyInput),
    ])
    if (!isRoleArn(roleArn)) throw validationError('Request ARN is invalid')
    const identity = world.findWebIdentity(text ?? '')
    if (identity === null)
      throw new ApiError(
        'InvalidIdentityToken',
        400,
        'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
      )
    const { provider, token } = identity
    if (token.expiresAt <= now) throw new ApiError('ExpiredTokenException', 400, 'Token expired')
    const role = world.findRole(roleArn)
    const request = {
      action: 'sts:AssumeRoleWithWebIdentity',
      resource: roleArn,
      context: createContext({
        [`${provider.issuer}:sub`]: token.subject,
        [`${provider.issuer}:aud`]: token.audience,
        'sts:RoleSessionName': roleSessionName,
        'aws:SecureTransport': 'true',
      }),
    }
    const statements =
      role === null || role.accountId !== provider.accountId
        ? []
        : statementsOf(role.trust).filter((one) => isFor(one, provider) && matchesStatement(one, request))
    if (role === null || statements.length === 0 || statements.some(({ Effect }) => Effect === 'Deny'))
      throw accessDenied('Not authorized to perform sts:AssumeRoleWithWebIdentity')
    const packedPolicySize = measurePackedPolicy(policyInput, new Map())
    const session = sessions.issue(
      {
        kind: 'role',
        accountId: role.accountId,
        partition: role.partition,
        roleArn,
        roleSessionName,
        sourceIdentity: null,
        tags: new Map(),
        transitiveTagKeys: [],
        policies: resolveSessionPolicies(policyInput, role.partition),
      },
      now,
      chooseRoleDuration(durationSeconds, role),
      null,
    )
    return [
      ['SubjectFromWebIdentityToken', token.subject],
      ['Audience', token.audience],
      writeAssumedRoleUser(role, roleSessionName),
      writeCredentials(session),
      ['Provider', provider.arn],
      ['PackedPolicySize', packedPolicySize === null ? null : String(packedPolicySize)],
    ]
  },
}

function isFor({ Principal }: PolicyStatement, { arn }: WebIdentityProvider): boolean {
  return Principal !== undefined && Principal !== '*' && toList(Principal.Federated ?? []).includes(arn)
}
