import { AwsxError, type KeyStore, type StoredKey } from '@awsx/core'

/** Long-term keys that are gone with the process. */
export function createMemoryKeyStore(keys: readonly StoredKey[] = []): KeyStore {
  const byProfile = new Map(keys.map((key) => [key.profile, key]))
  return {
    list: () => Promise.resolve([...byProfile.values()]),
    get: (profile) => Promise.resolve(byProfile.get(profile) ?? null),
    put(key, options) {
      const found = byProfile.get(key.profile)?.accessKeyId ?? null
      if (options !== undefined && found !== options.expected) {
        const message = `the key of '${key.profile}' was changed in the vault meanwhile`
        return Promise.reject(new AwsxError('confirmation_required', message))
      }
      byProfile.set(key.profile, key)
      return Promise.resolve()
    },
    remove: (profile) => Promise.resolve(byProfile.delete(profile)),
  }
}
