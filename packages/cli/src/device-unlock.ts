import { existsSync } from 'node:fs'
import { AwsxError, safe } from '@awsx/core'
import { openDeviceIdentity, type StorePaths } from '@awsx/store'
import type { Io } from './io.ts'
import type { Terminal } from './terminal.ts'

/** Unlocking by the key of this device, where that is in force. */
export interface DeviceUnlock {
  /** Whether it unlocks without a person. False too where it is not in force. */
  opensAlone(): Promise<boolean>
  /**
   * The 32 bytes of the store's identity, once, for the caller to overwrite; null where it is not in force or does not
   * work here, which is then said.
   */
  take(): Promise<Uint8Array | null>
}

/** What it works with. */
export interface DeviceUnlockDeps {
  readonly io: Io
  readonly paths: StorePaths
  /** Null where nobody can be asked: then the keychain must not show a dialog either. */
  readonly terminal: () => Terminal | null | Promise<Terminal | null>
}

/** The identity by the key of this device, or why not; `mayAsk` where the keychain may show a dialog of its own. */
export async function tryDevice(
  { io, paths }: Pick<DeviceUnlockDeps, 'io' | 'paths'>,
  mayAsk: boolean,
): Promise<Uint8Array | AwsxError> {
  // Loaded here: most vaults are not unlocked so.
  const { createKeychain } = await import('./keychain.ts')
  try {
    const scalar = await openDeviceIdentity({ paths, keys: createKeychain({ env: io.env, paths, mayAsk }) })
    return scalar ?? new AwsxError('locked', 'this device has no key of its own')
  } catch (cause) {
    if (cause instanceof AwsxError) return cause
    throw cause
  }
}

/** Asks the keychain at most twice: without a question to anybody, then, where it is only locked, with its own dialog. */
export function createDeviceUnlock({ io, paths, terminal }: DeviceUnlockDeps): DeviceUnlock {
  let quiet: Promise<Uint8Array | AwsxError> | null = null

  async function tryQuietly(): Promise<Uint8Array | AwsxError | null> {
    if (!existsSync(paths.deviceFile)) return null
    return await (quiet ??= tryDevice({ io, paths }, false))
  }

  return {
    async opensAlone() {
      const found = await tryQuietly()
      return found !== null && !(found instanceof AwsxError)
    },
    async take() {
      let found = await tryQuietly()
      if (found === null) return null
      const person = await terminal()
      if (found instanceof AwsxError && found.data['keychain'] === 'locked' && person !== null) {
        found = await person.wait('Waiting for the keychain to be unlocked…', () => tryDevice({ io, paths }, true))
      }
      if (!(found instanceof AwsxError)) return found
      const then = person === null ? '' : '; the passphrase opens it'
      const line = `the keychain does not unlock the vault: ${found.message}${then}`
      // What was changed on disk is worth more than a word.
      if (found.code === 'vault_damaged') io.warn(`${line} (${found.hint ?? ''})`)
      else io.say(`awsx: ${safe(line, 1000)}`)
      return null
    },
  }
}
