import type { IssuedSession } from './session.ts'
import type { XmlNode } from './xml.ts'

/** The `Credentials` element of an answer. */
export function writeCredentials(session: IssuedSession): XmlNode {
  return [
    'Credentials',
    [
      ['AccessKeyId', session.accessKeyId],
      ['SecretAccessKey', session.secretAccessKey],
      ['SessionToken', session.sessionToken],
      ['Expiration', formatExpiration(session.expiresAt)],
    ],
  ]
}

/** A time as STS writes it: RFC 3339 in UTC, whole seconds. */
export function formatExpiration(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}
