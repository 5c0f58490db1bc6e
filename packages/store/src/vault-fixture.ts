import { rmSync, writeFileSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import type { FileStore } from './file-store.ts'
import { createIdentity } from './identity.ts'
import type { JsonValue } from './json.ts'
import { sealObject, type StoreKey } from './sealed-object.ts'
import { makeKey, makeStoreFixture, testScalar, type StoreFixture } from './store-fixture.ts'
import { readStoreId } from './store-stanza.ts'

/** A store at generation 3, with one profile `prod`, and the means to tamper with it. */
export interface VaultFixture {
  readonly fixture: StoreFixture
  readonly store: FileStore
  /** `done`, or the code and message of what was thrown, with the vault folder as VAULT. */
  failure(promise: Promise<unknown>): Promise<string>
  /** The {@link failure} of a fresh instance that lists the keys. */
  list(): Promise<string>
  /** The profiles that a fresh instance lists. */
  profiles(): Promise<string>
  storeKey(): StoreKey
  /** A vault that only the holder of the identity can make, with whatever inside. */
  sealText(text: string | Uint8Array, generation: number, key?: StoreKey): Promise<Uint8Array>
  documentOf(generation: number, over?: Record<string, JsonValue>): string
  /** Puts bytes in the place of the newest generation, and takes the mark away, which would tell. */
  replaceNewest(bytes: Uint8Array): void
}

/** Makes a {@link VaultFixture}. */
export async function makeVaultFixture(): Promise<VaultFixture> {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  await store.keys.put(makeKey('prod', 'first'))
  await store.keys.put(makeKey('prod', 'second'))

  const failure = async (promise: Promise<unknown>): Promise<string> => {
    const error: unknown = await promise.then(
      () => 'done',
      (cause: unknown) => cause,
    )
    if (!(error instanceof AwsxError)) return String(error)
    return `${error.code} ${error.message.replaceAll(fixture.paths.vaultDir, 'VAULT')}`
  }
  const storeKey = (): StoreKey => {
    const storeId = readStoreId(fixture.readGeneration(3), 'FILE')
    const identity = createIdentity(testScalar.slice())
    return { storeId, recipient: identity.recipient, key: identity.deriveStoreKey(storeId) }
  }
  return {
    fixture,
    store,
    failure,
    storeKey,
    list: () => failure(fixture.open().keys.list()),
    profiles: async () => (await fixture.open().keys.list()).map(({ profile }) => profile).join(' '),
    sealText: (text, generation, key = storeKey()) =>
      sealObject(Buffer.from(text), key, { objectId: 'vault', generation }, [], 'FILE'),
    documentOf(generation, over = {}) {
      const { storeId, recipient } = storeKey()
      const recipients = { primary: recipient, recovery: [] }
      const previous = 'a'.repeat(64)
      return JSON.stringify({ format: 1, storeId, generation, previous, recipients, entries: [], ...over })
    },
    replaceNewest(bytes) {
      writeFileSync(fixture.generation(3), bytes)
      rmSync(fixture.paths.markFile)
    },
  }
}
