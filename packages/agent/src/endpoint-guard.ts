import { createHash, timingSafeEqual } from 'node:crypto'

/** A request before anything of it is believed. */
export interface EndpointRequest {
  readonly method: string
  /** As it was sent: the path of an origin-form, or what somebody sent instead. */
  readonly target: string
  /** `1.1` */
  readonly httpVersion: string
  /** Names and values in turn, as they were sent: a merged list hides a second `Host`. */
  readonly rawHeaders: readonly string[]
  /** Null where the connection is gone already. */
  readonly peer: string | null
}

/** What a request has to show. */
export interface EndpointSecrets {
  readonly port: number
  /** With its leading slash. */
  readonly path: string
  readonly token: string
}

/** Why a request is not answered with credentials; the message may be shown by an SDK, and holds nothing of the request. */
export interface EndpointRefusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 505
  readonly code: string
  readonly message: string
}

/** What a browser or a proxy adds and no SDK sends. */
const foreignHeaders = /^(?:origin|referer|sec-|cookie$|forwarded$|via$|x-forwarded-|x-real-ip$)/

/**
 * Whether a request may have the credentials; null when it may.
 *
 * A page in a browser can reach 127.0.0.1, by itself or by DNS rebinding, and so can every user of the machine: only the
 * token tells the command that was meant, and everything that such a page cannot help sending is refused before it is
 * looked at (SECURITY row 12, group G).
 */
export function checkEndpointRequest(request: EndpointRequest, secrets: EndpointSecrets): EndpointRefusal | null {
  const { method, target, httpVersion, rawHeaders, peer } = request
  const headers = groupHeaders(rawHeaders)
  if (peer === null || !isLoopback(peer)) return refusal(403, 'PeerRefused', 'only this machine is answered')
  if (httpVersion !== '1.1') return refusal(505, 'VersionRefused', 'only HTTP/1.1 is answered')
  if (method !== 'GET') return refusal(405, 'MethodRefused', 'only GET is answered')
  const hosts = headers.get('host') ?? []
  if (hosts.length !== 1 || hosts[0] !== `127.0.0.1:${secrets.port}`) {
    return refusal(400, 'HostRefused', 'the Host header is not that of this endpoint')
  }
  for (const name of headers.keys()) {
    if (foreignHeaders.test(name)) return refusal(403, 'OriginRefused', 'browsers and proxies are not answered')
  }
  if (['content-length', 'transfer-encoding', 'upgrade', 'expect'].some((name) => headers.has(name))) {
    return refusal(400, 'BodyRefused', 'the request has more than a head')
  }
  if (!isSame(target, secrets.path)) return refusal(404, 'NotFound', 'there is nothing here')
  const tokens = headers.get('authorization') ?? []
  if (tokens.length === 0) {
    const message = 'no authorization token was sent: an SDK from before 2024 does not read its file'
    return refusal(401, 'TokenMissing', `${message}; awsx gives the token itself with --token-variable`)
  }
  if (tokens.length > 1 || !isSame(tokens[0] ?? '', secrets.token)) {
    return refusal(401, 'TokenRefused', 'the authorization token is not that of this endpoint')
  }
  return null
}

function groupHeaders(raw: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = (raw[at] ?? '').toLowerCase()
    headers.set(name, [...(headers.get(name) ?? []), raw[at + 1] ?? ''])
  }
  return headers
}

function isLoopback(address: string): boolean {
  return /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address)
}

/** Of hashes: they have one length, and their time says nothing about where two texts begin to differ. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(hash(given), hash(right))
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refusal(status: EndpointRefusal['status'], code: string, message: string): EndpointRefusal {
  return { status, code, message }
}
