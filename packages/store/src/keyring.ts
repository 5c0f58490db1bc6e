import { AwsxError } from '@awsx/core'
import type { Identity } from './identity.ts'
import { createOpenedObjects } from './opened-objects.ts'
import type { StoreKey } from './sealed-object.ts'

/** Holds the store key once somebody has unlocked the store. */
export interface Keyring {
  /** The key of this store; asks for the identity the first time, and never again, not even after a refusal. */
  open(storeId: string): Promise<StoreKey>
  /** Takes an identity that is at hand; it is destroyed. */
  adopt(identity: Identity, storeId: string): StoreKey
  isOpen(): boolean
}

/** A keyring that gets its identity from `unlock`, at most once; its key keeps what it opens where `remembers` says so. */
export function createKeyring(unlock: () => Promise<Identity>, remembers = false): Keyring {
  let opening: Promise<StoreKey> | null = null
  let isOpen = false

  const derive = (identity: Identity, storeId: string): StoreKey => {
    try {
      const opened = remembers ? createOpenedObjects() : null
      const storeKey = { storeId, recipient: identity.recipient, key: identity.deriveStoreKey(storeId), opened }
      isOpen = true
      return storeKey
    } finally {
      identity.destroy()
    }
  }

  return {
    async open(storeId) {
      opening ??= unlock().then((identity) => derive(identity, storeId))
      const storeKey = await opening
      if (storeKey.storeId === storeId) return storeKey
      throw new AwsxError('vault_damaged', 'the vault was replaced by another store while it was in use', {
        hint: 'awsx vault verify',
      })
    },
    adopt(identity, storeId) {
      const storeKey = derive(identity, storeId)
      opening = Promise.resolve(storeKey)
      return storeKey
    },
    isOpen: () => isOpen,
  }
}
