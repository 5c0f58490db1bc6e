/** Anything JSON has. */
export type Json = string | number | boolean | null | readonly Json[] | JsonRecord

/** An object of a message; its keys are only looked at by name. */
export interface JsonRecord {
  readonly [key: string]: Json | undefined
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** A message as bytes. */
export function encodeJson(value: Json): Uint8Array {
  return encoder.encode(JSON.stringify(value))
}

/** The twin of {@link encodeJson}; null for what is not one JSON object in UTF-8. */
export function decodeJson(bytes: Uint8Array): JsonRecord | null {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes))
    return isRecord(value) ? value : null
  } catch {
    return null
  }
}

/** Whether a value is an object, and no list. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A property that the object has itself: what it inherits was not sent. */
export function own(record: JsonRecord, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}

/** A text; null where there is none. */
export function textOf(record: JsonRecord, key: string): string | null {
  const value = own(record, key)
  return typeof value === 'string' ? value : null
}

/** A number that is finite; null where there is none. */
export function numberOf(record: JsonRecord, key: string): number | null {
  const value = own(record, key)
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** True only for `true`. */
export function flagOf(record: JsonRecord, key: string): boolean {
  return own(record, key) === true
}

/** An object; null where there is none. */
export function recordOf(record: JsonRecord, key: string): JsonRecord | null {
  const value = own(record, key)
  return isRecord(value) ? value : null
}

/** Texts by name; null where there are none, or anything else among them. */
export function textsOf(found: JsonRecord | null): Record<string, string> | null {
  if (found === null) return null
  const texts: Record<string, string> = {}
  for (const key of Object.keys(found)) {
    const value = own(found, key)
    if (typeof value !== 'string' || key === '__proto__') return null
    texts[key] = value
  }
  return texts
}
