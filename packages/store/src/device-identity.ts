import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { openAge, sealAge } from './age.ts'
import { ageLimits } from './age-header.ts'
import { writeFileDurably } from './durable-file.ts'
import { readDeviceLink, type DeviceLink } from './device-link.ts'
import { formatIdentityText, parseIdentityText } from './identity.ts'
import { readFileSafely } from './safe-file.ts'
import type { StorePaths } from './store-paths.ts'
import { createX25519Identity, createX25519Recipient, toRecipient } from './x25519.ts'

/**
 * Where a device keeps the key of its own, by the name of the device: the keychain of the system. The store's own key
 * never goes there.
 *
 * Each throws `locked` where it cannot be reached, or is locked and nobody opens it.
 */
export interface DeviceKeys {
  /** An age identity file in bytes, which the caller overwrites; null where there is none. */
  get(device: string): Promise<Uint8Array | null>
  set(device: string, identityText: Uint8Array): Promise<void>
  /** False where there was none. */
  delete(device: string): Promise<boolean>
}

/** What a device's identity is opened with. */
export interface DeviceDeps {
  readonly paths: StorePaths
  readonly keys: DeviceKeys
}

/** The file beside `identity.age` that only the key of `device` opens. */
export function deviceFilePath(paths: StorePaths, device: string): string {
  return join(dirname(paths.identityFile), `identity.${device}.age`)
}

/**
 * The name of a device: 16 hex digits of a hash of its public key.
 *
 * Not the name of the host, which changes with the network and says something to whoever sees the folder. A key that
 * lies under the wrong name is found out by it.
 */
function deviceName(recipient: string): string {
  return createHash('sha256').update(recipient).digest('hex').slice(0, 16)
}

/** Writes the store's identity, sealed to a device's key alone: a stock age file. Never replaces one. */
export async function sealDeviceIdentity(path: string, identityText: Uint8Array, recipient: string): Promise<void> {
  writeFileDurably(path, await sealAge(identityText, [createX25519Recipient(recipient)], path), { exclusive: true })
}

/**
 * The 32 bytes of the store's identity by the key of this device, which the caller overwrites; null where the device has
 * none.
 *
 * The file is not authenticated, since anyone who knows the device's public key could have made it: so an identity other
 * than the one that was linked is refused. Throws `locked` without the key, `vault_damaged` for everything else.
 */
export async function openDeviceIdentity(deps: DeviceDeps): Promise<Uint8Array | null> {
  const link = readDeviceLink(deps.paths.deviceFile)
  if (link === null) return null
  const path = deviceFilePath(deps.paths, link.device)
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  // Read before the keychain is asked: without the file its key is of no use.
  const file = readFileSafely(path, { maxBytes: ageLimits.fileBytes, ...codes })
  if (file === null) throw damaged(path, 'is missing')
  const text = await openWithKey(file, await takeKey(deps.keys, link), path)
  const scalar = parseIdentityText(text)
  text.fill(0)
  if (scalar === null) throw damaged(path, 'does not hold exactly one age X25519 identity')
  if (toRecipient(scalar) === link.recipient) return scalar
  scalar.fill(0)
  throw damaged(path, 'holds another identity than the one of this vault: it was swapped or forged')
}

/** The scalar of the device's key, checked to be the one the link names. Throws `locked`. */
async function takeKey(keys: DeviceKeys, { device }: DeviceLink): Promise<Uint8Array> {
  const text = await keys.get(device)
  if (text === null) throw locked(`the keychain has no key of this device (${device}) any more`)
  const scalar = parseIdentityText(text)
  text.fill(0)
  if (scalar !== null && deviceName(toRecipient(scalar)) === device) return scalar
  scalar?.fill(0)
  throw locked(`what the keychain has under ${device} is not the key of this device`)
}

async function openWithKey(file: Uint8Array, scalar: Uint8Array, path: string): Promise<Uint8Array> {
  try {
    return await openAge(file, createX25519Identity(scalar), path)
  } finally {
    scalar.fill(0)
  }
}

/** A new key for a device, with its name; `text` is for the keychain, and is overwritten by the caller. */
export function describeDeviceKey(scalar: Uint8Array): { device: string; recipient: string; text: Uint8Array } {
  const recipient = toRecipient(scalar)
  return { device: deviceName(recipient), recipient, text: formatIdentityText(scalar) }
}

const mend = 'awsx vault unlock-with keychain makes it anew; awsx vault unlock-with passphrase does without'

function damaged(path: string, what: string): AwsxError {
  return new AwsxError('vault_damaged', `${path} ${what}`, { hint: mend, data: { path } })
}

function locked(message: string): AwsxError {
  return new AwsxError('locked', message, { hint: mend })
}
