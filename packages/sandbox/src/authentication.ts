import { timingSafeEqual } from 'node:crypto'
import { ApiError } from './api-error.ts'
import type { Authorization } from './authorization.ts'
import { parseAuthorization } from './authorization.ts'
import type { Caller } from './caller.ts'
import { createRootCaller, createSessionCaller, createUserCaller } from './caller.ts'
import type { SessionRegister } from './session.ts'
import type { HttpRequest } from './sigv4.ts'
import { computeSignature, readHeader } from './sigv4.ts'
import type { World } from './world.ts'

/** How far the time of a request may be from the sandbox clock, ms. */
const maximumSkewMs = 5 * 60_000

/** The key a request says it is signed with: what can be told before anything is checked. */
export interface SigningKeys {
  readonly accountId: string
  readonly partition: string
  readonly secretAccessKey: string
  readonly sessionToken: string | null
  /** ms since the epoch; null for long-term keys. */
  readonly expiresAt: number | null
  readonly caller: Caller | null
}

/** What authentication looks things up in. */
export interface AuthenticationDeps {
  readonly world: World
  readonly sessions: SessionRegister
  readonly now: number
}

/** The key with that id, long-term and active or of a session; null when AWS would not know it. */
export function findSigningKeys(accessKeyId: string, { world, sessions }: AuthenticationDeps): SigningKeys | null {
  const session = sessions.find(accessKeyId)
  if (session !== null) {
    const { accountId, partition } = session.principal
    return { ...session, accountId, partition, caller: createSessionCaller(session, world) }
  }
  const key = world.findAccessKey(accessKeyId)
  if (key === null || key.status !== 'Active') return null
  const { accountId, partition, userArn } = key
  const user = userArn === null ? null : world.findUser(userArn)
  const owner = user === null ? null : createUserCaller(user, world, null)
  const caller = userArn === null ? createRootCaller(accountId, partition, null) : owner
  return { ...key, sessionToken: null, expiresAt: null, caller }
}

/**
 * Checks the SigV4 signature of a request for `service` and tells who made it, and the region it was signed for.
 *
 * Throws as AWS does: `MissingAuthenticationToken`, `IncompleteSignature`, `InvalidClientTokenId`,
 * `SignatureDoesNotMatch` (also for a time too far off), `ExpiredToken`.
 * Source: "Troubleshoot Signature Version 4 signing", AWS IAM user guide.
 */
export function authenticate(
  request: HttpRequest,
  service: string,
  deps: AuthenticationDeps,
): { readonly caller: Caller; readonly region: string } {
  const header = readHeader(request, 'authorization')
  if (header === null) throw new ApiError('MissingAuthenticationToken', 403, 'Request is missing Authentication Token')
  const authorization = parseAuthorization(header)
  const amzDate = readHeader(request, 'x-amz-date') ?? toAmzDate(readHeader(request, 'date'))
  if (amzDate === null || parseAmzDate(amzDate) === null)
    throw new ApiError(
      'IncompleteSignature',
      400,
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    )
  checkScope(authorization, service, amzDate)
  checkSignedHeaders(request, authorization)
  const keys = findSigningKeys(authorization.accessKeyId, deps)
  const token = readHeader(request, 'x-amz-security-token')
  const isForeign = keys !== null && partitionOfRegion(authorization.scope.region) !== keys.partition
  if (keys === null || keys.caller === null || isForeign || !isEqual(token ?? '', keys.sessionToken ?? ''))
    throw new ApiError('InvalidClientTokenId', 403, 'The security token included in the request is invalid.')
  checkSkew(amzDate, deps.now)
  const { signedHeaders, scope, signature } = authorization
  if (!isEqual(signature, computeSignature(request, signedHeaders, amzDate, scope, keys.secretAccessKey)))
    throw mismatch(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
  if (keys.expiresAt !== null && deps.now >= keys.expiresAt)
    throw new ApiError('ExpiredToken', 403, 'The security token included in the request is expired')
  return { caller: keys.caller, region: scope.region }
}

function checkScope({ scope }: Authorization, service: string, amzDate: string): void {
  if (scope.terminator !== 'aws4_request')
    throw mismatch(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`)
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(scope.region))
    throw mismatch(`Credential should be scoped to a valid region, not '${scope.region}'.`)
  if (scope.service !== service) throw mismatch(`Credential should be scoped to correct service: '${service}'.`)
  const day = amzDate.slice(0, 8)
  if (scope.date !== day)
    throw mismatch(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.date}' != '${day}', from '${amzDate}'.`,
    )
}

function checkSignedHeaders(request: HttpRequest, { signedHeaders }: Authorization): void {
  if (!signedHeaders.includes('host'))
    throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
  const isSorted = signedHeaders.every((name, index) => index === 0 || (signedHeaders[index - 1] ?? '') < name)
  if (!isSorted || signedHeaders.some((name) => name !== name.toLowerCase()))
    throw mismatch('SignedHeaders must be lower case and sorted.')
  const missing = signedHeaders.find((name) => readHeader(request, name) === null)
  if (missing !== undefined) throw mismatch(`SignedHeader '${missing}' is not in the request.`)
  // Stricter than STS: whatever AWS header is sent must be signed, or a middleman could change it.
  const unsigned = request.headers
    .map(([name]) => name.toLowerCase())
    .find((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name))
  if (unsigned !== undefined) throw mismatch(`'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`)
}

function checkSkew(amzDate: string, now: number): void {
  const at = parseAmzDate(amzDate) ?? 0
  const second = Math.floor(now / 1000) * 1000
  const [server, earliest, latest] = [second, second - maximumSkewMs, second + maximumSkewMs].map(formatAmzDate)
  if (at < second - maximumSkewMs)
    throw mismatch(`Signature expired: ${amzDate} is now earlier than ${earliest} (${server} - 5 min.)`)
  if (at > second + maximumSkewMs)
    throw mismatch(`Signature not yet current: ${amzDate} is still later than ${latest} (${server} + 5 min.)`)
}

/** ms since the epoch as YYYYMMDDTHHMMSSZ. */
export function formatAmzDate(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '')
}

/** The twin of {@link formatAmzDate}; null for anything else. */
function parseAmzDate(text: string): number | null {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? []
  const [year, month, day, hour, minute, second] = parts
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(at) ? null : at
}

function toAmzDate(httpDate: string | null): string | null {
  const at = httpDate === null ? Number.NaN : Date.parse(httpDate)
  return Number.isNaN(at) ? null : formatAmzDate(at)
}

function partitionOfRegion(region: string): string {
  const partitions = {
    'cn-': 'aws-cn',
    'us-gov-': 'aws-us-gov',
    'us-iso-': 'aws-iso',
    'us-isob-': 'aws-iso-b',
    'eusc-': 'aws-eusc',
  }
  return Object.entries(partitions).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws'
}

function isEqual(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function mismatch(message: string): ApiError {
  return new ApiError('SignatureDoesNotMatch', 403, message)
}
