import type { KeyStore, StoredKey } from '@awsx/core'

/** Long-term keys that are gone with the process. */
export function createMemoryKeyStore(keys: readonly StoredKey[] = []): KeyStore {
  const byProfile = new Map(keys.map((key) => [key.profile, key]))
  return {
    list: () => Promise.resolve([...byProfile.values()]),
    get: (profile) => Promise.resolve(byProfile.get(profile) ?? null),
    put(key) {
      byProfile.set(key.profile, key)
      return Promise.resolve()
    },
    remove: (profile) => Promise.resolve(byProfile.delete(profile)),
  }
}
