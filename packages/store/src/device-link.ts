import { dirname } from 'node:path'
import { AwsxError } from '@awsx/core'
import { writeFileDurably } from './durable-file.ts'
import { ensureFolder } from './folder.ts'
import { formatJson, parseJsonObject } from './json.ts'
import { readFileSafely } from './safe-file.ts'

/**
 * What says that this machine unlocks the vault with a key of its own.
 *
 * It lies with the mark, outside the data folder: a folder that is synced brings the files of other machines along, and
 * not the choice they made. It also pins which identity the file has to hold.
 */
export interface DeviceLink {
  /** 16 hex digits; safe in a file name. */
  readonly device: string
  readonly storeId: string
  /** The public half of the store's identity. */
  readonly recipient: string
}

/** The link; null where this machine has none. Throws `vault_damaged` when it is not one that this awsx wrote. */
export function readDeviceLink(path: string): DeviceLink | null {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  const bytes = readFileSafely(path, { maxBytes: 4096, ...codes })
  if (bytes === null) return null
  const link = parseLink(bytes)
  if (link !== null) return link
  throw new AwsxError('vault_damaged', `${path} is not a file that this awsx wrote`, {
    hint: 'awsx vault unlock-with passphrase',
    data: { path },
  })
}

/** Writes the link, so that it survives a power cut; never over another. Throws `write_failed`. */
export function writeDeviceLink(path: string, link: DeviceLink): void {
  ensureFolder(dirname(path))
  writeFileDurably(path, formatLink(link), { exclusive: true })
}

function formatLink(link: DeviceLink): Uint8Array {
  return formatJson({ format: 1, ...link })
}

/** The twin of {@link formatLink}; null for anything else. */
function parseLink(bytes: Uint8Array): DeviceLink | null {
  const found = parseJsonObject(bytes)
  if (found === null || found['format'] !== 1) return null
  const { device, storeId, recipient } = found as { readonly [name in keyof DeviceLink]?: unknown }
  if (typeof device !== 'string' || !/^[0-9a-f]{16}$/.test(device)) return null
  if (typeof storeId !== 'string' || !/^[0-9a-f]{32}$/.test(storeId)) return null
  return typeof recipient === 'string' ? { device, storeId, recipient } : null
}
