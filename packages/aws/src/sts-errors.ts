import { AwsxError } from '@awsx/core'
import type { AwsxErrorCode, Credentials } from '@awsx/core'
import { isThrottle } from './failure.ts'
import type { Failure } from './failure.ts'

/** The request that failed, as far as a person needs to know. */
export interface RequestContext {
  /** The API call: `AssumeRole`, … */
  readonly api: string
  /** What it was for: a role ARN, an access key id. */
  readonly subject: string
  readonly host: string
  readonly proxyHost: string | null
  readonly limitMs: number
  readonly credentials: Credentials | null
  readonly mfaSerial: string | null
  /** What was sent and must not come back in a message. */
  readonly secrets: readonly string[]
}

const denied = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'NotAuthorized'])
const badCredentials = new Set([
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'ExpiredToken',
  'InvalidToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'AuthFailure',
  'MissingAuthenticationToken',
])

const requestHints: Readonly<Record<string, string>> = {
  PackedPolicyTooLarge: 'use fewer or shorter session tags and policies',
  RegionDisabledException: 'use another region, or switch STS on for it in the account settings of IAM',
  RegionDisabled: 'use another region, or switch STS on for it in the account settings of IAM',
  InvalidIdentityToken: 'get a new web identity token, and check the identity provider in IAM',
  ExpiredTokenException: 'get a new web identity token',
  IDPRejectedClaim: 'get a new web identity token, and check its audience',
  IDPCommunicationError: 'AWS cannot reach the identity provider: try again in a moment',
}

/** What a person sees of a failed request; AWS's words are kept, at most 300 characters, without what was sent. */
export function toAwsxError(failure: Failure, context: RequestContext): AwsxError {
  switch (failure.kind) {
    case 'service':
      return serviceError(failure, context)
    case 'answer':
      if (isThrottle(failure)) return throttledError(context, null, { httpStatus: failure.answer.status })
      return answerError(failure.answer.code, failure.answer.reason, failure.answer.status, context)
    case 'unreadable':
      return answerError('response_invalid', 'answered with XML that is not of STS', failure.status, context)
    case 'connect':
      return unreachable(
        `${target(context)} cannot be reached: ${connectReason(failure.systemCode)}`,
        networkHint(context),
        failure,
      )
    case 'certificate':
      return unreachable(
        `the certificate of ${context.host} is not trusted: ${failure.systemCode}`,
        'set ca_bundle or AWS_CA_BUNDLE if a company proxy signs it; check the clock of this computer',
        failure,
      )
    case 'broken':
      return unreachable(
        `the connection to ${target(context)} broke off`,
        afterCode(context, networkHint(context)),
        failure,
      )
    case 'timeout':
      return unreachable(
        `${target(context)} did not answer within ${context.limitMs / 1000} s`,
        afterCode(context, networkHint(context)),
      )
    case 'unexpected':
      return new AwsxError('unexpected', `${context.api} failed before it was sent`, { cause: failure.cause })
  }
}

type ServiceFailure = Extract<Failure, { kind: 'service' }>

function serviceError(failure: ServiceFailure, context: RequestContext): AwsxError {
  const { awsCode, status, requestId } = failure
  const data = { awsCode, httpStatus: status, requestId }
  const said = `${awsCode}: ${cleanMessage(failure.message, context.secrets)}`
  if (isThrottle(failure)) return throttledError(context, said, data)
  if ((status ?? 0) >= 500) {
    return new AwsxError('unreachable', `${context.host} has a problem of its own (${said})`, {
      hint: afterCode(context, 'try again in a moment: https://health.aws.amazon.com/health/status'),
      data,
    })
  }
  const { code, hint, message } = judgeRefusal(failure, context)
  return new AwsxError(code, `${message} (${said})`, { hint, data })
}

/** The refusals of AWS, in the order in which they are told apart. */
function judgeRefusal(
  failure: ServiceFailure,
  context: RequestContext,
): { code: AwsxErrorCode; message: string; hint: string } {
  const { awsCode, message } = failure
  const { api, subject, credentials, mfaSerial } = context
  const aboutCode = /^MultiFactorAuthentication failed/i.test(message) || /'tokenCode'/.test(message)
  if (mfaSerial !== null && aboutCode) {
    const hint = `wait for the next code; if it is refused too, compare mfa_serial with the device in IAM`
    return { code: 'mfa_refused', message: `AWS refused the MFA code for ${mfaSerial}`, hint }
  }
  if (denied.has(awsCode)) {
    const hint = api.startsWith('AssumeRole')
      ? 'check the trust policy of the role and what the caller may do; awsx explain PROFILE shows both'
      : `check what the policies of the caller say about sts:${api}`
    return { code: 'access_denied', message: `${api} for ${subject} is denied`, hint }
  }
  if (credentials !== null && badCredentials.has(awsCode)) {
    return { code: 'credentials_refused', ...credentialsRefusal(awsCode, credentials) }
  }
  const hint = requestHints[awsCode] ?? 'awsx explain PROFILE shows each setting with the line it comes from'
  return { code: 'request_refused', message: `AWS refused ${api} for ${subject}`, hint }
}

function credentialsRefusal(awsCode: string, credentials: Credentials): { message: string; hint: string } {
  const { accessKeyId, sessionToken } = credentials
  if (sessionToken !== null) {
    return { message: `AWS refused the session ${accessKeyId}`, hint: 'awsx clear, then the same command again' }
  }
  if (awsCode === 'SignatureDoesNotMatch') {
    return { message: `the secret of ${accessKeyId} is wrong`, hint: 'awsx add PROFILE stores the key anew' }
  }
  const hint = 'the key was deleted or made inactive, or is of another partition (region): awsx add PROFILE'
  return { message: `AWS does not take the key ${accessKeyId}`, hint }
}

function throttledError(
  context: RequestContext,
  said: string | null,
  data: Readonly<Record<string, string | number | null>>,
): AwsxError {
  const message = `${context.host} takes no more requests right now${said === null ? '' : ` (${said})`}`
  return new AwsxError('throttled', message, { hint: afterCode(context, 'try again in a minute'), data })
}

function answerError(
  code: 'unreachable' | 'response_invalid',
  reason: string,
  status: number | null,
  context: RequestContext,
): AwsxError {
  const hint =
    code === 'unreachable'
      ? 'sign in to the network if it asks for that; check HTTPS_PROXY, endpoint_url and AWS_ENDPOINT_URL_STS'
      : 'check endpoint_url and AWS_ENDPOINT_URL_STS: does AWS answer there?'
  return new AwsxError(code, `${target(context)} ${reason}`, { hint, data: { httpStatus: status } })
}

function unreachable(
  message: string,
  hint: string,
  failure?: { readonly systemCode: string; readonly cause: unknown },
): AwsxError {
  if (failure === undefined) return new AwsxError('unreachable', message, { hint })
  return new AwsxError('unreachable', message, { hint, cause: failure.cause, data: { systemCode: failure.systemCode } })
}

function target(context: RequestContext): string {
  return context.proxyHost === null ? context.host : `${context.host} (through the proxy ${context.proxyHost})`
}

function networkHint(context: RequestContext): string {
  return context.proxyHost === null
    ? 'check the network; behind a proxy, set HTTPS_PROXY'
    : 'check HTTPS_PROXY and NO_PROXY'
}

/** A code that may have reached AWS is used up. */
function afterCode(context: RequestContext, hint: string): string {
  return context.mfaSerial === null ? hint : `${hint}; the MFA code may be used up: wait for the next one`
}

function connectReason(systemCode: string): string {
  if (systemCode === 'ENOTFOUND' || systemCode.startsWith('EAI_')) return `its name is not known (${systemCode})`
  if (systemCode === 'ECONNREFUSED') return 'connection refused (ECONNREFUSED)'
  return systemCode
}

function cleanMessage(message: string, secrets: readonly string[]): string {
  let clean = message
  for (const secret of secrets) if (secret !== '') clean = clean.replaceAll(secret, '[secret]')
  return clean.length > 300 ? `${clean.slice(0, 299)}…` : clean
}
