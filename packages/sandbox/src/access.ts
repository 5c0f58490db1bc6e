import type { ApiError } from './api-error.ts'
import { accessDenied } from './api-error.ts'
import type { Caller } from './caller.ts'
import type { Decision, PolicyDocument, PolicyRequest, PolicyStatement } from './policy.ts'
import { evaluatePolicies, matchesStatement, statementsOf, toList } from './policy.ts'

/** What a trust policy says: `direct` names the caller itself, `account` leaves it to the caller's account. */
export type TrustDecision = 'direct' | 'account' | 'explicit-deny' | 'implicit-deny'

/** What the caller's own policies and its session policies say together. */
export function evaluateIdentity(caller: Caller, request: PolicyRequest): Decision {
  const own = evaluatePolicies(caller.policies, request)
  if (caller.sessionPolicies === null || own === 'explicit-deny') return own
  const session = evaluatePolicies(caller.sessionPolicies, request)
  return own === 'allow' ? session : session === 'explicit-deny' ? session : own
}

/** What a role's trust policy says of a caller. */
function evaluateTrust(trust: PolicyDocument, caller: Caller, request: PolicyRequest): TrustDecision {
  const matches = statementsOf(trust)
    .filter((statement) => matchesStatement(statement, request))
    .map((statement) => ({ effect: statement.Effect, reach: matchPrincipal(statement, caller) }))
    .filter(({ reach }) => reach !== null)
  if (matches.some(({ effect }) => effect === 'Deny')) return 'explicit-deny'
  if (matches.some(({ reach }) => reach === 'direct')) return 'direct'
  return matches.length > 0 ? 'account' : 'implicit-deny'
}

/**
 * Throws `AccessDenied` unless both sides allow an action on a role: across accounts each must; within one account a
 * trust policy that names the caller itself is enough. An explicit deny wins on either side.
 *
 * Source: "Cross-account policy evaluation logic", AWS IAM user guide.
 */
export function authorizeRoleAction(
  caller: Caller,
  role: { readonly arn: string; readonly accountId: string; readonly trust: PolicyDocument },
  identityRequest: PolicyRequest,
  trustRequest: PolicyRequest,
): void {
  const identity = evaluateIdentity(caller, identityRequest)
  const trust = evaluateTrust(role.trust, caller, trustRequest)
  if (identity === 'explicit-deny')
    throw notAuthorized(caller, identityRequest, ' with an explicit deny in an identity-based policy')
  if (trust === 'explicit-deny')
    throw notAuthorized(caller, identityRequest, ' with an explicit deny in a resource-based policy')
  const isTrusted = trust !== 'implicit-deny'
  const suffices = trust === 'direct' && caller.accountId === role.accountId && caller.sessionPolicies === null
  if (!isTrusted || (identity !== 'allow' && !suffices)) throw notAuthorized(caller, identityRequest)
}

/** `User: … is not authorized to perform: … on resource: …`. */
export function notAuthorized(caller: Caller, request: PolicyRequest, why = ''): ApiError {
  return accessDenied(
    `User: ${caller.arn} is not authorized to perform: ${request.action} on resource: ${request.resource}${why}`,
  )
}

function matchPrincipal({ Principal }: PolicyStatement, caller: Caller): 'direct' | 'account' | null {
  if (Principal === undefined) return null
  const names = Principal === '*' ? ['*'] : toList(Principal.AWS ?? [])
  if (names.some((name) => name === '*' || name === caller.arn || name === caller.principalArn)) return 'direct'
  const account = `arn:${caller.partition}:iam::${caller.accountId}:root`
  return names.some((name) => name === caller.accountId || name === account) ? 'account' : null
}
