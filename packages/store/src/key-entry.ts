import { Secret, type StoredKey } from '@awsx/core'
import type { JsonObject, JsonValue } from './json.ts'

/** A long-term key as an entry of the vault. */
export function formatKeyEntry(key: StoredKey): JsonObject {
  return {
    kind: 'key',
    name: key.profile,
    accessKeyId: key.accessKeyId,
    secretAccessKey: key.secretAccessKey.reveal(),
    accountId: key.accountId,
    arn: key.arn,
    mfaSerial: key.mfaSerial,
    region: key.region,
    addedAt: key.addedAt,
  }
}

/** The twin of {@link formatKeyEntry}; null when a field is missing or of another type. */
export function parseKeyEntry(entry: JsonObject): StoredKey | null {
  const { name, accessKeyId, secretAccessKey, accountId, arn, mfaSerial, region, addedAt } = entry as KeyFields
  if (typeof name !== 'string' || typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return null
  if (!isText(accountId) || !isText(arn) || !isText(mfaSerial) || !isText(region)) return null
  if (typeof addedAt !== 'number') return null
  const secret = new Secret(secretAccessKey)
  return { profile: name, accessKeyId, secretAccessKey: secret, accountId, arn, mfaSerial, region, addedAt }
}

type Fields<Name extends string> = { readonly [name in Name]?: JsonValue }
type KeyFields = Fields<
  'name' | 'accessKeyId' | 'secretAccessKey' | 'accountId' | 'arn' | 'mfaSerial' | 'region' | 'addedAt'
>

function isText(value: JsonValue | undefined): value is string | null {
  return value === null || typeof value === 'string'
}
