import { BadAnswer } from './answer-guard.ts'

/** Why one request failed, in terms that decide what happens next. */
export type Failure =
  /** AWS said no, in its own words. */
  | {
      readonly kind: 'service'
      readonly awsCode: string
      readonly message: string
      readonly status: number | null
      readonly requestId: string | null
    }
  /** Something answered that is not STS, or not properly. */
  | { readonly kind: 'answer'; readonly answer: BadAnswer }
  /** A good status and an XML that the SDK cannot read. */
  | { readonly kind: 'unreadable'; readonly status: number | null }
  /** No connection was made: nothing was sent. */
  | { readonly kind: 'connect'; readonly systemCode: string; readonly cause: unknown }
  /** The certificate was refused: nothing was sent. */
  | { readonly kind: 'certificate'; readonly systemCode: string; readonly cause: unknown }
  /** The connection broke, before or after the request was sent. */
  | { readonly kind: 'broken'; readonly systemCode: string; readonly cause: unknown }
  /** No complete answer within the limit. */
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unexpected'; readonly cause: unknown }

const connectCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
])
const throttleCodes = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
  'PriorRequestNotComplete',
])
const skewCodes = new Set(['RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture'])

/** Sorts what the SDK, its HTTP handler or the answer guard threw. */
export function classifyFailure(error: unknown): Failure {
  if (error instanceof BadAnswer) return { kind: 'answer', answer: error }
  if (!(error instanceof Error)) return { kind: 'unexpected', cause: error }
  const fields = error as Error & {
    readonly code?: unknown
    /** AWS's own code; `name` is the SDK's word for it. */
    readonly Code?: unknown
    readonly $fault?: unknown
    readonly $response?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
  }
  const status = fields.$metadata?.httpStatusCode ?? null
  if (fields.$fault !== undefined) {
    const requestId = fields.$metadata?.requestId ?? null
    const awsCode = typeof fields.Code === 'string' ? fields.Code : error.name
    return { kind: 'service', awsCode, message: error.message, status, requestId }
  }
  if (fields.$response !== undefined) return { kind: 'unreadable', status }
  const systemCode = typeof fields.code === 'string' ? fields.code : ''
  if (error.name === 'AbortError') return { kind: 'timeout' }
  if (connectCodes.has(systemCode)) return { kind: 'connect', systemCode, cause: error }
  if (/CERT|^UNABLE_TO|SELF_SIGNED|ALTNAME|^HOSTNAME_MISMATCH$/.test(systemCode)) {
    return { kind: 'certificate', systemCode, cause: error }
  }
  if (/^(?:E[A-Z]+|ERR_.*|HPE_.*)$/.test(systemCode)) return { kind: 'broken', systemCode, cause: error }
  // The proxy library and TLS report some breaks with words only.
  if (/socket|proxy|connection|aborted|TLS/i.test(error.message)) return { kind: 'broken', systemCode, cause: error }
  return { kind: 'unexpected', cause: error }
}

/** True when AWS wants fewer requests. */
export function isThrottle(failure: Failure): boolean {
  if (failure.kind === 'answer') return failure.answer.status === 429
  return failure.kind === 'service' && (failure.status === 429 || throttleCodes.has(failure.awsCode))
}

/** True when AWS did not take the signature because of its time. */
export function isSkew(failure: Failure): boolean {
  if (failure.kind !== 'service') return false
  return skewCodes.has(failure.awsCode) || /^Signature (?:expired|not yet current)/i.test(failure.message)
}

/** True when the same request may succeed in a moment. */
export function isTransient(failure: Failure): boolean {
  if (isThrottle(failure)) return true
  switch (failure.kind) {
    case 'service':
      return (failure.status ?? 0) >= 500 || failure.awsCode === 'IDPCommunicationError'
    case 'answer':
      return failure.answer.status >= 500
    case 'connect':
    case 'broken':
      return true
    default:
      return false
  }
}

/** True when AWS cannot have seen the request. */
export function wasNeverSent(failure: Failure): boolean {
  return failure.kind === 'connect' || failure.kind === 'certificate'
}
