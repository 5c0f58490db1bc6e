import { AwsxError, exitCodeOf, type AwsxErrorCode } from '@awsx/core'
import { isRecord, recordOf, textOf, type Json, type JsonRecord } from './wire-json.ts'

/** An error for the other side; what is no `AwsxError` goes as `unexpected`, without its stack. */
export function formatWireError(error: unknown): JsonRecord {
  if (!(error instanceof AwsxError)) {
    return { code: 'unexpected', message: error instanceof Error ? error.message : String(error), hint: null, data: {} }
  }
  const { code, message, hint, data } = error
  return { code, message, hint, data }
}

/** The twin of {@link formatWireError}; what cannot be understood is `unexpected`. */
export function parseWireError(value: Json | undefined): AwsxError {
  const found = isRecord(value) ? value : {}
  const code = textOf(found, 'code') ?? ''
  const hint = textOf(found, 'hint')
  return new AwsxError(isCode(code) ? code : 'unexpected', textOf(found, 'message') ?? 'the agent failed', {
    ...(hint === null ? {} : { hint }),
    data: readData(recordOf(found, 'data')),
  })
}

function isCode(code: string): code is AwsxErrorCode {
  // Not `!== undefined`: every object has a `constructor`.
  return typeof exitCodeOf(code as AwsxErrorCode) === 'number'
}

function readData(found: JsonRecord | null): Record<string, string | number | boolean | null> {
  const data: Record<string, string | number | boolean | null> = {}
  for (const [key, value] of Object.entries(found ?? {})) {
    if (key === '__proto__') continue
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      data[key] = value
  }
  return data
}
