import { authorizeRoleAction, notAuthorized } from './access.ts'
import type { Action, ActionInput } from './action.ts'
import { accessDenied, validationError } from './api-error.ts'
import type { Caller } from './caller.ts'
import { createCallerContext } from './caller.ts'
import { checkText, throwProblems } from './constraint.ts'
import { writeCredentials } from './credentials-result.ts'
import type { Role } from './entity.ts'
import { checkMfaParameters } from './mfa.ts'
import type { PolicyContext } from './policy-context.ts'
import { createContext, mergeContexts } from './policy-context.ts'
import type { RoleParameters } from './role-parameter.ts'
import { isRoleArn, namePattern, readRoleParameters } from './role-parameter.ts'
import {
  checkSessionPolicies,
  measurePackedPolicy,
  readSessionPolicies,
  resolveSessionPolicies,
} from './session-policy.ts'
import type { SessionTagInput } from './session-tag.ts'
import { checkSessionTags, readSessionTags, resolveSessionTags } from './session-tag.ts'
import type { XmlNode } from './xml.ts'

const chainedMaximumSeconds = 3600

/** STS AssumeRole. Source: STS API reference. */
export const assumeRole: Action = {
  isSigned: true,
  run(input, caller): readonly XmlNode[] {
    const { parameters, now, sessions, mfa } = input
    const { problems, ...request } = readRoleParameters(parameters)
    const externalId = parameters.get('ExternalId') ?? null
    const sourceIdentity = parameters.get('SourceIdentity') ?? null
    const serialNumber = parameters.get('SerialNumber') ?? null
    const tokenCode = parameters.get('TokenCode') ?? null
    const policyInput = readSessionPolicies(parameters)
    const tagInput = readSessionTags(parameters)
    throwProblems([
      ...problems,
      ...checkText('externalId', externalId, { minimum: 2, maximum: 1224, pattern: '[\\w+=,.@:\\/\\-]*' }),
      ...checkText('sourceIdentity', sourceIdentity, { minimum: 2, maximum: 64, pattern: namePattern }),
      ...checkMfaParameters(serialNumber, tokenCode),
      ...checkSessionPolicies(policyInput),
      ...checkSessionTags(tagInput),
    ])
    if (!isRoleArn(request.roleArn)) throw validationError('Request ARN is invalid')
    const sessionTags = resolveSessionTags(tagInput, caller)
    const packedPolicySize = measurePackedPolicy(policyInput, sessionTags.tags)
    const policies = resolveSessionPolicies(policyInput, caller.partition)
    const hasMfa = mfa.verify(caller, serialNumber, tokenCode, now)

    const facts = { externalId, sourceIdentity: sourceIdentity ?? caller.sourceIdentity, hasMfa, tagInput }
    const role = authorize(input, caller, request, facts)
    if (sourceIdentity !== null && caller.sourceIdentity !== null && sourceIdentity !== caller.sourceIdentity)
      throw notAuthorized(caller, { action: 'sts:SetSourceIdentity', resource: role.arn, context: new Map() })

    const session = sessions.issue(
      {
        kind: 'role',
        accountId: role.accountId,
        partition: role.partition,
        roleArn: role.arn,
        roleSessionName: request.roleSessionName,
        sourceIdentity: facts.sourceIdentity,
        ...sessionTags,
        policies,
      },
      now,
      chooseDuration(request.durationSeconds, role, caller),
      null,
    )
    return [
      ['SourceIdentity', facts.sourceIdentity],
      writeAssumedRoleUser(role, request.roleSessionName),
      writeCredentials(session),
      ['PackedPolicySize', packedPolicySize === null ? null : String(packedPolicySize)],
    ]
  },
}

/** The `AssumedRoleUser` element of an answer. */
export function writeAssumedRoleUser(role: Role, roleSessionName: string): XmlNode {
  const { partition, accountId, roleName, roleId } = role
  return [
    'AssumedRoleUser',
    [
      ['AssumedRoleId', `${roleId}:${roleSessionName}`],
      ['Arn', `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${roleSessionName}`],
    ],
  ]
}

/** The seconds a role session lasts; throws `ValidationError` where the role does not allow as many. */
export function chooseRoleDuration(durationSeconds: number | null, role: Role): number {
  if (durationSeconds !== null && durationSeconds > role.maxSessionDuration)
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.')
  return durationSeconds ?? 3600
}

// AWS counts every session as chaining here, also one of GetSessionToken.
function chooseDuration(durationSeconds: number | null, role: Role, caller: Caller): number {
  if (caller.isTemporary && (durationSeconds ?? 0) > chainedMaximumSeconds)
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    )
  return chooseRoleDuration(durationSeconds, role)
}

interface RequestFacts {
  readonly externalId: string | null
  readonly sourceIdentity: string | null
  readonly hasMfa: boolean
  readonly tagInput: SessionTagInput
}

function authorize(input: ActionInput, caller: Caller, request: RoleParameters, facts: RequestFacts): Role {
  const { world, region, now } = input
  if (caller.kind === 'root') throw accessDenied('Roles may not be assumed by root accounts.')
  const ownContext = mergeContexts(createCallerContext(caller, region, now), createRequestContext(request, facts))
  const mfaContext = facts.hasMfa
    ? createContext({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' })
    : createContext({})
  const trustContext = mergeContexts(ownContext, mfaContext)
  const identityContext = world.directMfaCountsForCaller ? trustContext : ownContext
  const role = world.findRole(request.roleArn)
  const resource = request.roleArn
  // A role that does not exist is refused in the same words.
  if (role === null) throw notAuthorized(caller, { action: 'sts:AssumeRole', resource, context: identityContext })
  const actions = ['sts:AssumeRole']
  if (facts.tagInput.tags.length > 0 || caller.transitiveTagKeys.length > 0) actions.push('sts:TagSession')
  if (facts.sourceIdentity !== null) actions.push('sts:SetSourceIdentity')
  for (const action of actions)
    authorizeRoleAction(
      caller,
      role,
      { action, resource, context: identityContext },
      { action, resource, context: trustContext },
    )
  return role
}

function createRequestContext(request: RoleParameters, facts: RequestFacts): PolicyContext {
  const { tags, transitiveTagKeys } = facts.tagInput
  const requestTags = tags.map(([key, value]) => [`aws:RequestTag/${key}`, value] as const)
  return createContext({
    ...Object.fromEntries(requestTags),
    'aws:TagKeys': tags.length === 0 ? null : tags.map(([key]) => key),
    'sts:TransitiveTagKeys': transitiveTagKeys.length === 0 ? null : transitiveTagKeys,
    'sts:ExternalId': facts.externalId,
    'sts:RoleSessionName': request.roleSessionName,
    'sts:SourceIdentity': facts.sourceIdentity,
  })
}
