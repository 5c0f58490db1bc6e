import { dirname } from 'node:path'
import { AwsxError } from '@awsx/core'
import { writeFileDurably } from './durable-file.ts'
import { ensureFolder } from './folder.ts'
import { formatJson, parseJsonObject } from './json.ts'
import { readFileSafely } from './safe-file.ts'

/** What this machine remembers of the newest vault it has seen. */
export interface Mark {
  readonly storeId: string
  readonly recipient: string
  readonly generation: number
  /** Of the file of that generation, hex. */
  readonly sha256: string
}

/** The mark; null when there is none. Throws `vault_damaged` when it is not one that this awsx wrote. */
export function readMark(path: string): Mark | null {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  const bytes = readFileSafely(path, { maxBytes: 4096, ...codes })
  if (bytes === null) return null
  const mark = parseMark(bytes)
  if (mark !== null) return mark
  throw new AwsxError('vault_damaged', `${path} is not a mark that this awsx wrote`, {
    hint: `awsx vault verify; if the vault is as it should be: mv ${path} ${path}.old`,
    data: { path },
  })
}

/** Writes the mark, so that it survives a power cut. Throws `write_failed`. */
export function writeMark(path: string, mark: Mark): void {
  ensureFolder(dirname(path))
  writeFileDurably(path, formatMark(mark))
}

/** The mark as text. */
function formatMark(mark: Mark): Uint8Array {
  return formatJson({ format: 1, ...mark })
}

/** The twin of {@link formatMark}; null for anything else. */
function parseMark(bytes: Uint8Array): Mark | null {
  const found = parseJsonObject(bytes)
  if (found === null || found['format'] !== 1) return null
  const { storeId, recipient, generation, sha256 } = found as { readonly [name in keyof Mark]?: unknown }
  if (typeof storeId !== 'string' || !/^[0-9a-f]{32}$/.test(storeId) || typeof recipient !== 'string') return null
  if (typeof generation !== 'number' || !Number.isSafeInteger(generation) || generation < 1) return null
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return null
  return { storeId, recipient, generation, sha256 }
}
