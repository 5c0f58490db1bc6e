import { Secret, type Session, type SessionRecord } from '@awsx/core'
import { numberOf, own, recordOf, textOf, type JsonRecord } from './wire-json.ts'

/** A session for the other side, in clear: it is what the agent is there to give. */
export function formatWireSession({ credentials, ...rest }: Session): JsonRecord {
  return {
    ...rest,
    accessKeyId: credentials.accessKeyId,
    secretAccessKey: credentials.secretAccessKey.reveal(),
    sessionToken: credentials.sessionToken?.reveal() ?? null,
  }
}

/** The twin of {@link formatWireSession}; null for anything else. */
export function parseWireSession(found: JsonRecord | null): Session | null {
  if (found === null) return null
  const accessKeyId = textOf(found, 'accessKeyId')
  const secretAccessKey = textOf(found, 'secretAccessKey')
  const issuedAt = numberOf(found, 'issuedAt')
  const sessionToken = textOf(found, 'sessionToken')
  const expiresAt = numberOf(found, 'expiresAt')
  if (accessKeyId === null || secretAccessKey === null || issuedAt === null) return null
  // Null says that it never ends: that has to be said, not left out.
  if (expiresAt === null && own(found, 'expiresAt') !== null) return null
  return {
    credentials: {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: sessionToken === null ? null : new Secret(sessionToken),
    },
    expiresAt,
    issuedAt,
    mfaAt: numberOf(found, 'mfaAt'),
    accountId: textOf(found, 'accountId'),
    arn: textOf(found, 'arn'),
  }
}

/** A kept session with what is known of it. */
export function formatWireRecord({ key, profile, api, session }: SessionRecord): JsonRecord {
  return { key, profile, api, session: formatWireSession(session) }
}

/** The twin of {@link formatWireRecord}; null for anything else. */
export function parseWireRecord(found: JsonRecord | null): SessionRecord | null {
  if (found === null) return null
  const key = textOf(found, 'key')
  const profile = textOf(found, 'profile')
  const api = textOf(found, 'api')
  const session = parseWireSession(recordOf(found, 'session'))
  return key === null || profile === null || api === null || session === null ? null : { key, profile, api, session }
}
