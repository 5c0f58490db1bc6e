import { rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { AwsxError } from '@awsx/core'
import {
  describeDeviceKey,
  deviceFilePath,
  openDeviceIdentity,
  sealDeviceIdentity,
  type DeviceDeps,
} from './device-identity.ts'
import { readDeviceLink, writeDeviceLink, type DeviceLink } from './device-link.ts'
import { errnoOf, writeFailed } from './errno.ts'
import { syncFolder } from './folder.ts'
import { generateScalar, parseIdentityText } from './identity.ts'
import { readIdentityText, type IdentitySource } from './identity-file.ts'
import { readMark } from './mark.ts'
import { toRecipient } from './x25519.ts'

/** What {@link forgetDevice} found. */
export interface ForgottenDevice {
  /** Null where the link could not be read. */
  readonly device: string | null
  /** Why the key may still be in the keychain; null where it is gone. */
  readonly keyLeft: AwsxError | null
}

/**
 * Makes a key for this device, seals the store's identity to it, and links the two; what was there before goes first.
 *
 * The link is written before what it names, so that whatever a kill leaves can be found and taken away. Anything that
 * fails is taken back. Throws what opening `source` throws, `wrong_passphrase` for the identity of another store,
 * `locked` for a keychain that cannot be used or no vault, `write_failed`.
 */
export async function enrolDevice(deps: DeviceDeps, source: IdentitySource): Promise<DeviceLink> {
  const { paths, keys } = deps
  const mark = readMark(paths.markFile)
  if (mark === null)
    throw new AwsxError('locked', 'there is no vault that was used here before', { hint: 'awsx vault verify opens it' })
  const identityText = await readIdentityText(source)
  const scalar = generateScalar()
  const key = describeDeviceKey(scalar)
  scalar.fill(0)
  const { storeId, recipient } = mark
  const link: DeviceLink = { device: key.device, storeId, recipient }
  try {
    requireRecipient(identityText, recipient, source)
    await forgetDevice(deps)
    writeDeviceLink(paths.deviceFile, link)
    await sealDeviceIdentity(deviceFilePath(paths, link.device), identityText, key.recipient)
    await keys.set(link.device, key.text)
    await requireInForce(deps, link)
  } catch (cause) {
    await takeBack(deps, link)
    throw isTaken(cause) ? beaten(cause) : cause
  } finally {
    identityText.fill(0)
    key.text.fill(0)
  }
  return link
}

/**
 * Takes away the device's file, its key and the link, whichever of them are there; null where there was no link.
 *
 * A keychain that cannot be reached is reported, not thrown: without the file its key opens nothing. Throws
 * `write_failed`.
 */
export async function forgetDevice({ paths, keys }: DeviceDeps): Promise<ForgottenDevice | null> {
  let link: DeviceLink | null
  try {
    link = readDeviceLink(paths.deviceFile)
    if (link === null) return null
  } catch (cause) {
    if (!(cause instanceof AwsxError)) throw cause
    removeFile(paths.deviceFile)
    return { device: null, keyLeft: cause }
  }
  // The link goes last: until then the next attempt finds the rest.
  removeFile(deviceFilePath(paths, link.device))
  const keyLeft = await keys.delete(link.device).then(
    () => null,
    (cause: unknown) => (cause instanceof AwsxError ? cause : Promise.reject(cause as Error)),
  )
  removeFile(paths.deviceFile)
  return { device: link.device, keyLeft }
}

function requireRecipient(identityText: Uint8Array, recipient: string, source: IdentitySource): void {
  const scalar = parseIdentityText(identityText)
  if (scalar === null) throw new AwsxError('vault_damaged', `${source.path} does not hold exactly one age identity`)
  const found = toRecipient(scalar)
  scalar.fill(0)
  if (found === recipient) return
  throw new AwsxError('wrong_passphrase', `${source.path} holds another identity than the one of this vault`, {
    hint: 'awsx vault verify',
    data: { path: source.path },
  })
}

/** Reads all of it back, as the next command will. */
async function requireInForce(deps: DeviceDeps, { device }: DeviceLink): Promise<void> {
  if (readDeviceLink(deps.paths.deviceFile)?.device !== device) throw beaten(null)
  const scalar = await openDeviceIdentity(deps)
  scalar?.fill(0)
}

async function takeBack({ paths, keys }: DeviceDeps, { device }: DeviceLink): Promise<void> {
  // The error that led here is the one to tell.
  const steps = [
    async () => removeFile(deviceFilePath(paths, device)),
    () => keys.delete(device),
    async () => {
      if (readDeviceLink(paths.deviceFile)?.device === device) removeFile(paths.deviceFile)
    },
  ]
  for (const step of steps) {
    try {
      await step()
    } catch {}
  }
}

function removeFile(path: string): void {
  try {
    rmSync(path)
    syncFolder(dirname(path))
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw writeFailed(path, cause)
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof AwsxError && cause.data['errno'] === 'EEXIST'
}

function beaten(cause: unknown): AwsxError {
  return new AwsxError('write_failed', 'another awsx changed at the same moment how the vault is unlocked', {
    hint: 'awsx vault unlock-with says what is in force; run the same command again',
    ...(cause === null ? {} : { cause }),
    data: { outcome: 'unchanged' },
  })
}
