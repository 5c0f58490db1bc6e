import { createHash, createHmac } from 'node:crypto'

/** A request as it is signed. `path` and `query` are raw, `query` without the question mark. */
export interface HttpRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Uint8Array
}

/** Where a signature is valid; `date` is YYYYMMDD. */
export interface CredentialScope {
  readonly date: string
  readonly region: string
  readonly service: string
  readonly terminator: string
}

/** All values of a header in order, joined as SigV4 joins them; null where it is absent. */
export function readHeader(request: HttpRequest, name: string): string | null {
  const values = request.headers.filter(([header]) => header.toLowerCase() === name)
  return values.length === 0 ? null : values.map(([, value]) => value.trim().replace(/ +/g, ' ')).join(',')
}

/**
 * The canonical request.
 *
 * Source: "Create a signed AWS API request", AWS IAM user guide (path encoded twice, as for all but S3).
 */
export function canonicalRequest(request: HttpRequest, signedHeaders: readonly string[]): string {
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${readHeader(request, name) ?? ''}`),
    '',
    signedHeaders.join(';'),
    sha256(request.body),
  ].join('\n')
}

/** The string to sign; `amzDate` is YYYYMMDDTHHMMSSZ. */
function stringToSign(canonical: string, amzDate: string, scope: CredentialScope): string {
  return ['AWS4-HMAC-SHA256', amzDate, formatScope(scope), sha256(canonical)].join('\n')
}

/** The key derived from a secret access key for one scope. */
export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const parts = [scope.date, scope.region, scope.service, scope.terminator]
  return parts.reduce((key: Buffer, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`))
}

/** The signature of a request, hex. */
export function computeSignature(
  request: HttpRequest,
  signedHeaders: readonly string[],
  amzDate: string,
  scope: CredentialScope,
  secretAccessKey: string,
): string {
  const text = stringToSign(canonicalRequest(request, signedHeaders), amzDate, scope)
  return hmac(signingKey(secretAccessKey, scope), text).toString('hex')
}

/** `date/region/service/aws4_request`. */
export function formatScope({ date, region, service, terminator }: CredentialScope): string {
  return `${date}/${region}/${service}/${terminator}`
}

function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(encodeRfc3986(segment))
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals === -1 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)]
    })
    .map((pair) => pair.map(recode))
  return pairs
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&')
}

function recode(text: string): string {
  try {
    return encodeRfc3986(decodeURIComponent(text))
  } catch {
    return encodeRfc3986(text)
  }
}

function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
