import { AwsxError, type KeyStore, type StoredKey } from '@awsx/core'
import type { JsonObject } from './json.ts'
import { formatKeyEntry, parseKeyEntry } from './key-entry.ts'
import type { Vault } from './vault.ts'
import type { VaultDocument } from './vault-document.ts'

/** The long-term keys in a vault. Without a vault there are none, and `put` throws `locked`. */
export function createVaultKeyStore(vault: Vault): KeyStore {
  const list = async (): Promise<StoredKey[]> => readKeys(await vault.read())

  return {
    list,

    async get(profile) {
      return (await list()).find((key) => key.profile === profile) ?? null
    },

    async put(key, options) {
      const entry = formatKeyEntry(key)
      const done = await vault.commit(({ entries }) => {
        const index = entries.findIndex((found) => isKeyOf(found, key.profile))
        if (options !== undefined) expectKey(key.profile, entries[index], options.expected)
        return { entries: index < 0 ? [...entries, entry] : entries.with(index, entry) }
      })
      if (done) return
      throw new AwsxError('locked', `there is no vault yet to keep the key of ${key.profile} in`, { hint: 'awsx add' })
    },

    async remove(profile, options = {}) {
      let found = false
      await vault.commit(({ entries }) => {
        const rest = entries.filter((entry) => !isKeyOf(entry, profile))
        if (rest.length === entries.length) return null
        found = true
        return { entries: rest }
      })
      if (options.purge === true) await vault.purge()
      return found
    },
  }
}

function readKeys(document: VaultDocument | null): StoredKey[] {
  const entries = document?.entries.filter((entry) => entry['kind'] === 'key') ?? []
  return entries.map(parseKeyEntry).filter((key) => key !== null)
}

/** Compared inside the commit: what was asked about has to be what is replaced. */
function expectKey(profile: string, entry: JsonObject | undefined, expected: string | null): void {
  const found = entry === undefined ? null : (parseKeyEntry(entry)?.accessKeyId ?? null)
  if (found === expected) return
  throw new AwsxError('confirmation_required', `the key of '${profile}' was changed in the vault meanwhile`, {
    hint: 'awsx list, then run the command again',
  })
}

function isKeyOf(entry: JsonObject, profile: string): boolean {
  return entry['kind'] === 'key' && entry['name'] === profile
}
