import { AwsxError, Secret } from '@awsx/core'
import type { CallerIdentity, Credentials, Session } from '@awsx/core'

/** `Credentials` of an STS answer, as the SDK gives them. */
export interface AnsweredCredentials {
  readonly AccessKeyId?: string | undefined
  readonly SecretAccessKey?: string | undefined
  readonly SessionToken?: string | undefined
  readonly Expiration?: Date | undefined
}

/** `AssumedRoleUser` of an STS answer. */
export interface AnsweredRoleUser {
  readonly Arn?: string | undefined
}

/** When an answer came, and by how much the server's clock is ahead of ours (both ms). */
export interface AnswerTime {
  readonly receivedAt: number
  readonly offsetMs: number
}

const longestMs = 36 * 3_600_000
const slackMs = 300_000
// Printable, without what a shell or a config file could take for its own: quotes, $, `, \.
const secretPattern = /^[A-Za-z0-9!#%&()*+,\-./:;<=>?@[\]^_{|}~]{1,65536}$/

/**
 * A session out of an answer, its times on the local clock.
 *
 * @throws AwsxError `response_invalid` when a value is missing, could not be AWS's, has ended already or lives longer
 * than 36 h; the message never holds the value
 */
export function toSession(
  api: string,
  answered: AnsweredCredentials | undefined,
  time: AnswerTime,
  mfaUsed: boolean,
): Session {
  const credentials = toCredentials(api, answered)
  const expiration = answered?.Expiration?.getTime() ?? NaN
  if (Number.isNaN(expiration)) throw invalid(api, 'no Expiration')
  const expiresAt = expiration - time.offsetMs
  if (expiresAt <= time.receivedAt) throw invalid(api, 'credentials that have expired already')
  if (expiresAt > time.receivedAt + longestMs + slackMs) throw invalid(api, 'credentials that live longer than 36 h')
  const issuedAt = time.receivedAt
  return { credentials, expiresAt, issuedAt, mfaAt: mfaUsed ? issuedAt : null, accountId: null, arn: null }
}

function toCredentials(api: string, answered: AnsweredCredentials | undefined): Credentials {
  const accessKeyId = answered?.AccessKeyId ?? ''
  const secretAccessKey = answered?.SecretAccessKey ?? ''
  const sessionToken = answered?.SessionToken ?? ''
  if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) throw invalid(api, 'an AccessKeyId that cannot be one')
  if (!secretPattern.test(secretAccessKey)) throw invalid(api, 'a SecretAccessKey that cannot be one')
  if (!secretPattern.test(sessionToken)) throw invalid(api, 'a SessionToken that cannot be one')
  return { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: new Secret(sessionToken) }
}

/**
 * The session of an assumed role, checked to be of the role that was asked for.
 *
 * @throws AwsxError `response_invalid` when partition, account, role or session name differ
 */
export function toRoleSession(
  session: Session,
  api: string,
  roleArn: string,
  user: AnsweredRoleUser | undefined,
): Session {
  const arn = user?.Arn ?? ''
  const got = /^arn:([a-z-]+):sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/.exec(arn)
  if (got === null) throw invalid(api, 'no ARN of an assumed role')
  const asked = /^arn:([^:]+):iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/s.exec(roleArn)
  const [, partition, accountId = null, role] = got
  if (asked !== null && asked[2] !== accountId) throw invalid(api, `a role of account ${accountId}, not of ${asked[2]}`)
  if (asked !== null && (asked[1] !== partition || asked[3] !== role)) throw invalid(api, `another role, ${arn}`)
  return { ...session, accountId, arn }
}

/**
 * The caller out of an answer of GetCallerIdentity.
 *
 * @throws AwsxError `response_invalid` when account or ARN are missing or do not fit together
 */
export function toCallerIdentity(answered: {
  readonly Account?: string | undefined
  readonly Arn?: string | undefined
  readonly UserId?: string | undefined
}): CallerIdentity {
  const { Account: accountId = '', Arn: arn = '', UserId: userId = '' } = answered
  if (!/^\d{12}$/.test(accountId)) throw invalid('GetCallerIdentity', 'no account')
  if (/^arn:[a-z-]+:(?:iam|sts)::(\d{12}):[\w+=,.@/:-]+$/.exec(arn)?.[1] !== accountId) {
    throw invalid('GetCallerIdentity', 'an ARN that is not of its account')
  }
  return { accountId, arn, userId }
}

function invalid(api: string, what: string): AwsxError {
  return new AwsxError('response_invalid', `the answer to ${api} holds ${what}`, {
    hint: 'check endpoint_url and AWS_ENDPOINT_URL_STS: does AWS answer there?',
  })
}
