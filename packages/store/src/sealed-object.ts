import type { KeyObject } from 'node:crypto'
import { openAge, sealAge } from './age.ts'
import type { OpenedObjects } from './opened-objects.ts'
import { createStoreIdentity, createStoreRecipient, type ObjectName } from './store-stanza.ts'
import { createX25519Recipient } from './x25519.ts'

/** All that is needed to read and write a store once it is unlocked; the identity itself is not in it. */
export interface StoreKey {
  readonly storeId: string
  /** The public half of the identity. */
  readonly recipient: string
  readonly key: KeyObject
  /** What was opened before, for a process that opens the same files often; absent or null: nothing is kept. */
  readonly opened?: OpenedObjects | null
}

/** Seals to the identity, to the recovery recipients, and with the store stanza. */
export async function sealObject(
  plaintext: Uint8Array,
  storeKey: StoreKey,
  name: ObjectName,
  recovery: readonly string[],
  path: string,
): Promise<Uint8Array> {
  const recipients = [storeKey.recipient, ...recovery].map(createX25519Recipient)
  return sealAge(plaintext, [...recipients, createStoreRecipient(storeKey.key, storeKey.storeId, name)], path)
}

/** Opens by the store stanza only. Throws `vault_damaged` for anything that this store did not seal as `name`. */
export async function openObject(
  file: Uint8Array,
  storeKey: StoreKey,
  name: ObjectName,
  path: string,
): Promise<Uint8Array> {
  const known = storeKey.opened?.find(path, file) ?? null
  if (known !== null) return known
  const plaintext = await openAge(file, createStoreIdentity(storeKey.key, storeKey.storeId, name, path), path)
  storeKey.opened?.keep(path, file, plaintext)
  return plaintext
}
