import type { Action } from './action.ts'
import { accessDenied } from './api-error.ts'
import { notAuthorized, evaluateIdentity } from './access.ts'
import { createCallerContext } from './caller.ts'
import { checkNumber, parseInteger, throwProblems } from './constraint.ts'
import { writeCredentials } from './credentials-result.ts'
import { checkMfaParameters } from './mfa.ts'

const rootMaximumSeconds = 3600

/** STS GetSessionToken. Source: STS API reference. */
export const getSessionToken: Action = {
  isSigned: true,
  run({ parameters, region, now, sessions, mfa }, caller) {
    const duration = parseInteger(parameters.get('DurationSeconds') ?? null) ?? 43_200
    const serialNumber = parameters.get('SerialNumber') ?? null
    const tokenCode = parameters.get('TokenCode') ?? null
    throwProblems([
      ...checkNumber('durationSeconds', duration, 900, 129_600),
      ...checkMfaParameters(serialNumber, tokenCode),
    ])
    if (caller.isTemporary) throw accessDenied('Cannot call GetSessionToken with session credentials')
    const request = { action: 'sts:GetSessionToken', resource: '*', context: createCallerContext(caller, region, now) }
    // "No permissions are required to perform this operation", but it can be denied.
    if (evaluateIdentity(caller, request) === 'explicit-deny')
      throw notAuthorized(caller, request, ' with an explicit deny in an identity-based policy')
    const hasMfa = mfa.verify(caller, serialNumber, tokenCode, now)
    const { accountId, partition, kind } = caller
    const userArn = kind === 'root' ? null : caller.arn
    const seconds = kind === 'root' ? Math.min(duration, rootMaximumSeconds) : duration
    return [
      writeCredentials(
        sessions.issue({ kind: 'user', accountId, partition, userArn }, now, seconds, hasMfa ? now : null),
      ),
    ]
  },
}
