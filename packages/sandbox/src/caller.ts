import type { User } from './entity.ts'
import type { PolicyDocument } from './policy.ts'
import type { PolicyContext } from './policy-context.ts'
import { createContext } from './policy-context.ts'
import type { IssuedSession } from './session.ts'
import type { World } from './world.ts'

/** Who makes a request. */
export interface Caller {
  readonly kind: 'root' | 'user' | 'role'
  /** True for session credentials. */
  readonly isTemporary: boolean
  readonly accountId: string
  readonly partition: string
  /** As GetCallerIdentity tells it. */
  readonly arn: string
  /** The user or role behind it, as policies name it. */
  readonly principalArn: string
  readonly userId: string
  readonly userName: string | null
  readonly policies: readonly PolicyDocument[]
  /** Null: no session policies. */
  readonly sessionPolicies: readonly PolicyDocument[] | null
  /** When the MFA code was given, ms since the epoch; null without one. */
  readonly mfaAt: number | null
  readonly sourceIdentity: string | null
  readonly tags: ReadonlyMap<string, string>
  readonly transitiveTagKeys: readonly string[]
}

const everything: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }

const plain = { sessionPolicies: null, sourceIdentity: null, transitiveTagKeys: [] } as const

/** An IAM user, by long-term key or by a session of its own. */
export function createUserCaller(user: User, world: World, session: IssuedSession | null): Caller {
  return {
    ...plain,
    kind: 'user',
    isTemporary: session !== null,
    accountId: user.accountId,
    partition: user.partition,
    arn: user.arn,
    principalArn: user.arn,
    userId: user.userId,
    userName: user.userName,
    policies: world.policiesOf(user),
    mfaAt: session?.mfaAt ?? null,
    tags: new Map(Object.entries(user.tags)),
  }
}

/** The root user of an account. */
export function createRootCaller(accountId: string, partition: string, session: IssuedSession | null): Caller {
  const arn = `arn:${partition}:iam::${accountId}:root`
  return {
    ...plain,
    kind: 'root',
    isTemporary: session !== null,
    accountId,
    partition,
    arn,
    principalArn: arn,
    userId: accountId,
    userName: null,
    policies: [everything],
    mfaAt: session?.mfaAt ?? null,
    tags: new Map(),
  }
}

/** The caller of a session; null when the user or role is gone. */
export function createSessionCaller(session: IssuedSession, world: World): Caller | null {
  const { principal } = session
  const { accountId, partition } = principal
  if (principal.kind === 'user') {
    if (principal.userArn === null) return createRootCaller(accountId, partition, session)
    const user = world.findUser(principal.userArn)
    return user === null ? null : createUserCaller(user, world, session)
  }
  const role = world.findRole(principal.roleArn)
  if (role === null) return null
  return {
    kind: 'role',
    isTemporary: true,
    accountId,
    partition,
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${role.roleName}/${principal.roleSessionName}`,
    principalArn: role.arn,
    userId: `${role.roleId}:${principal.roleSessionName}`,
    userName: null,
    policies: role.policies,
    sessionPolicies: principal.policies,
    // A role session tells no MFA, even if a code was given for it (AWS: "Configuring MFA-protected API access").
    mfaAt: null,
    sourceIdentity: principal.sourceIdentity,
    tags: new Map([...Object.entries(role.tags), ...principal.tags]),
    transitiveTagKeys: principal.transitiveTagKeys,
  }
}

/**
 * The context keys every request of this caller has.
 *
 * `aws:MultiFactorAuthPresent` is absent for long-term keys, as in AWS; `aws:MultiFactorAuthAge` is there only with
 * MFA. `aws:SecureTransport` is true although the sandbox speaks plain http: loopback counts as secure here.
 */
export function createCallerContext(caller: Caller, region: string, now: number): PolicyContext {
  const tags = [...caller.tags].map(([key, value]) => [`aws:PrincipalTag/${key}`, value] as const)
  return createContext({
    ...Object.fromEntries(tags),
    'aws:SecureTransport': 'true',
    'aws:SourceIp': '127.0.0.1',
    'aws:RequestedRegion': region,
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:PrincipalArn': caller.principalArn,
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalType': { root: 'Account', user: 'User', role: 'AssumedRole' }[caller.kind],
    'aws:userid': caller.userId,
    'aws:username': caller.userName,
    'aws:SourceIdentity': caller.sourceIdentity,
    'aws:MultiFactorAuthPresent': caller.isTemporary ? String(caller.mfaAt !== null) : null,
    'aws:MultiFactorAuthAge': caller.mfaAt === null ? null : String(Math.floor((now - caller.mfaAt) / 1000)),
  })
}
