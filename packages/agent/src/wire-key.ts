import { Secret, type StoredKey } from '@awsx/core'
import { numberOf, textOf, type JsonRecord } from './wire-json.ts'

/** A long-term key on its way into the agent, secret and all. */
export function formatIncomingKey(key: StoredKey): JsonRecord {
  return { ...formatOutgoingKey(key), secretAccessKey: key.secretAccessKey.reveal() }
}

/** The twin of {@link formatIncomingKey}; null for anything else. */
export function parseIncomingKey(found: JsonRecord | null): StoredKey | null {
  const secret = found === null ? null : textOf(found, 'secretAccessKey')
  const key = parseOutgoingKey(found)
  return key === null || secret === null ? null : { ...key, secretAccessKey: new Secret(secret) }
}

/** A long-term key on its way out of the agent: what `list` and a plan need, and never its secret. */
export function formatOutgoingKey(key: StoredKey): JsonRecord {
  const { profile, accessKeyId, accountId, arn, mfaSerial, region, addedAt } = key
  return { profile, accessKeyId, accountId, arn, mfaSerial, region, addedAt }
}

/** The twin of {@link formatOutgoingKey}: its secret is withheld, to reveal it throws. Null for anything else. */
export function parseOutgoingKey(found: JsonRecord | null): StoredKey | null {
  if (found === null) return null
  const profile = textOf(found, 'profile')
  const accessKeyId = textOf(found, 'accessKeyId')
  const addedAt = numberOf(found, 'addedAt')
  if (profile === null || accessKeyId === null || addedAt === null) return null
  return {
    profile,
    accessKeyId,
    secretAccessKey: Secret.withheld('the agent gives no long-term key out'),
    accountId: textOf(found, 'accountId'),
    arn: textOf(found, 'arn'),
    mfaSerial: textOf(found, 'mfaSerial'),
    region: textOf(found, 'region'),
    addedAt,
  }
}
