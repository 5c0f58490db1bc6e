import { AwsxError } from '@awsx/core'
import { formatJson, isJsonObject, parseJsonObject, type JsonObject, type JsonValue } from './json.ts'
import { parseKeyEntry } from './key-entry.ts'

/** What is inside one generation of the vault. */
export interface VaultDocument {
  readonly storeId: string
  readonly generation: number
  /** SHA-256 of the file of the generation before, hex; null in the first. */
  readonly previous: string | null
  /** The recipient of the identity, `age1…`. */
  readonly primary: string
  readonly recovery: readonly string[]
  /** Each has a `kind` and a `name`; kinds that this version does not know are kept as they are. */
  readonly entries: readonly JsonObject[]
}

const format = 1
const maxRecovery = 8

/** The bytes that are sealed. */
export function formatVaultDocument(document: VaultDocument): Uint8Array {
  const { storeId, generation, previous, primary, recovery, entries } = document
  return formatJson({ format, storeId, generation, previous, recipients: { primary, recovery }, entries })
}

/**
 * The twin of {@link formatVaultDocument}. Throws `vault_damaged` for anything else, also for a format of a newer awsx:
 * that one is neither read nor ever replaced.
 */
export function parseVaultDocument(bytes: Uint8Array, path: string): VaultDocument {
  const damaged = (what: string, hint = 'awsx vault verify'): AwsxError =>
    new AwsxError('vault_damaged', `${path} ${what}`, { hint, data: { path } })
  const found = parseJsonObject(bytes)
  if (found === null) throw damaged('does not hold a vault')
  const { storeId, generation, previous, recipients, entries } = found as DocumentFields
  if (typeof found['format'] === 'number' && found['format'] > format) {
    throw damaged(`has format ${found['format']}, and this awsx knows format ${format}`, 'update awsx')
  }
  if (found['format'] !== format || typeof storeId !== 'string' || !isGeneration(generation)) {
    throw damaged('does not hold a vault')
  }
  if (previous !== null && (typeof previous !== 'string' || !/^[0-9a-f]{64}$/.test(previous))) {
    throw damaged('does not name the generation before')
  }
  const primary = isJsonObject(recipients) ? recipients['primary'] : undefined
  const recovery = isJsonObject(recipients) ? recipients['recovery'] : undefined
  if (typeof primary !== 'string' || !isTexts(recovery) || recovery.length > maxRecovery) {
    throw damaged('does not name its recipients')
  }
  const kept = checkEntries(entries)
  if (kept === null) throw damaged('has a damaged entry')
  return { storeId, generation, previous, primary, recovery, entries: kept }
}

type DocumentFields = {
  readonly [name in 'storeId' | 'generation' | 'previous' | 'recipients' | 'entries']?: JsonValue
}

function checkEntries(entries: JsonValue | undefined): readonly JsonObject[] | null {
  if (!Array.isArray(entries)) return null
  const seen = new Set<string>()
  const kept: JsonObject[] = []
  for (const entry of entries as readonly JsonValue[]) {
    if (!isJsonObject(entry) || typeof entry['kind'] !== 'string' || typeof entry['name'] !== 'string') return null
    const id = JSON.stringify([entry['kind'], entry['name']])
    if (seen.has(id) || (entry['kind'] === 'key' && parseKeyEntry(entry) === null)) return null
    seen.add(id)
    kept.push(entry)
  }
  return kept
}

function isGeneration(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0
}

function isTexts(value: JsonValue | undefined): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}
