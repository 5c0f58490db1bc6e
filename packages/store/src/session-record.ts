import { Secret, type Session, type SessionRecord } from '@awsx/core'
import { formatJson, isJsonObject, parseJsonObject, type JsonObject, type JsonValue } from './json.ts'

/** A small fact that is remembered between commands. */
export interface Fact {
  readonly key: string
  readonly value: string
  /** ms since the epoch. */
  readonly until: number
}

/** The bytes of a session that are sealed. */
export function formatSessionRecord({ key, profile, api, session }: SessionRecord): Uint8Array {
  const { credentials, ...rest } = session
  return formatJson({
    format: 1,
    key,
    profile,
    api,
    session: {
      ...rest,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey.reveal(),
      sessionToken: credentials.sessionToken?.reveal() ?? null,
    },
  })
}

/** The twin of {@link formatSessionRecord}; null for anything else. */
export function parseSessionRecord(bytes: Uint8Array): SessionRecord | null {
  const found = parseJsonObject(bytes)
  if (found === null || found['format'] !== 1) return null
  const { key, profile, api, session } = found as { readonly [name in keyof SessionRecord]?: JsonValue }
  if (typeof key !== 'string' || typeof profile !== 'string' || typeof api !== 'string') return null
  const parsed = isJsonObject(session) ? parseSession(session) : null
  return parsed === null ? null : { key, profile, api, session: parsed }
}

/** The bytes of a fact that are sealed. */
export function formatFact({ key, value, until }: Fact): Uint8Array {
  return formatJson({ format: 1, key, value, until })
}

/** The twin of {@link formatFact}; null for anything else. */
export function parseFact(bytes: Uint8Array): Fact | null {
  const found = parseJsonObject(bytes)
  if (found === null || found['format'] !== 1) return null
  const { key, value, until } = found as { readonly [name in keyof Fact]?: JsonValue }
  if (typeof key !== 'string' || typeof value !== 'string' || typeof until !== 'number') return null
  return { key, value, until }
}

type SessionFields = {
  readonly [name in keyof Session | 'accessKeyId' | 'secretAccessKey' | 'sessionToken']?: JsonValue
}

function parseSession(found: JsonObject): Session | null {
  const { accessKeyId, secretAccessKey, sessionToken, ...rest } = found as SessionFields
  const { expiresAt, issuedAt, mfaAt, accountId, arn } = rest
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string' || !isText(sessionToken)) return null
  if (typeof issuedAt !== 'number' || !isTime(expiresAt) || !isTime(mfaAt)) return null
  if (!isText(accountId) || !isText(arn)) return null
  const token = sessionToken === null ? null : new Secret(sessionToken)
  const credentials = { accessKeyId, secretAccessKey: new Secret(secretAccessKey), sessionToken: token }
  return { credentials, expiresAt, issuedAt, mfaAt, accountId, arn }
}

function isText(value: JsonValue | undefined): value is string | null {
  return value === null || typeof value === 'string'
}

function isTime(value: JsonValue | undefined): value is number | null {
  return value === null || typeof value === 'number'
}
