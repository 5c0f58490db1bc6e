import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { ageLimits, readAgeHeader } from './age-header.ts'
import { deviceFilePath } from './device-identity.ts'
import { readDeviceLink, type DeviceLink } from './device-link.ts'
import { errnoOf } from './errno.ts'
import { readFileSafely } from './safe-file.ts'
import type { StorePaths } from './store-paths.ts'
import type { StoreFinding } from './verify.ts'

/**
 * What is to say of the files that open with the key of a device. None is an error: the passphrase opens the vault
 * without them. Whether this device's key is in the keychain is not looked at.
 */
export function verifyDeviceFiles(paths: StorePaths): StoreFinding[] {
  const findings: StoreFinding[] = []
  let link: DeviceLink | null = null
  try {
    link = readDeviceLink(paths.deviceFile)
  } catch (cause) {
    findings.push(warningOf(paths.deviceFile, cause))
  }
  const own = link === null ? null : deviceFilePath(paths, link.device)
  const found = listDeviceFiles(dirname(paths.identityFile))
  if (own !== null && !found.includes(own)) {
    const message = 'is missing: the keychain cannot open the vault (awsx vault unlock-with keychain makes it anew)'
    findings.push({ level: 'warning', path: own, message })
  }
  for (const path of found) findings.push(describeFile(path, path === own))
  return findings
}

function describeFile(path: string, isOwn: boolean): StoreFinding {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  try {
    const file = readFileSafely(path, { maxBytes: ageLimits.fileBytes, ...codes }) ?? new Uint8Array()
    const types = readAgeHeader(file, path).map(([type]) => type)
    if (types.join() !== 'X25519') return { level: 'warning', path, message: 'is not sealed to one key of a device' }
    const message = isOwn
      ? 'is sealed to the key of this device'
      : 'is sealed to the key of another device, or is left over'
    return { level: 'info', path, message }
  } catch (cause) {
    return warningOf(path, cause)
  }
}

function listDeviceFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^identity\.[0-9a-f]{16}\.age$/.test(name))
    return names.sort().map((name) => join(folder, name))
  } catch (cause) {
    if (errnoOf(cause) === null) throw cause
    return []
  }
}

function warningOf(path: string, cause: unknown): StoreFinding {
  if (!(cause instanceof AwsxError)) throw cause
  return { level: 'warning', path, message: cause.message }
}
