import { hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import type { Identity, Recipient } from 'age-encryption'
import { AwsxError } from '@awsx/core'
import { readAgeHeader, type StanzaArguments } from './age-header.ts'
import { decodeBase64, encodeBase64, unwrapWithKey, wrapWithKey } from './file-key.ts'

const stanzaType = 'awsx.dev/v1/store'

/** What a sealed file is bound to: it opens as nothing else. */
export interface ObjectName {
  /** `vault`, or the kind and file name of a session. */
  readonly objectId: string
  /** The generation of a vault; 0 for a session. */
  readonly generation: number
}

/**
 * Our own symmetric stanza, `-> awsx.dev/v1/store <storeId> <objectId> <generation> <nonce>`.
 *
 * Anyone who knows the recipients can forge an age file to them; only the holder of the store key can make this.
 * The body is the file key under HKDF-SHA256(store key, nonce), with all arguments authenticated.
 */
export function createStoreRecipient(key: KeyObject, storeId: string, name: ObjectName): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const nonce = randomBytes(16)
      const args = [stanzaType, storeId, name.objectId, String(name.generation), encodeBase64(nonce)]
      return [{ args, body: await wrapWithKey(deriveStanzaKey(key, nonce), fileKey, bind(args)) }]
    },
  }
}

/** The twin of {@link createStoreRecipient}; unwrapping throws `vault_damaged` for any other object, store or key. */
export function createStoreIdentity(key: KeyObject, storeId: string, name: ObjectName, path: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const found = requireOne(
        stanzas.filter(({ args }) => args[0] === stanzaType),
        path,
      )
      const nonce = decodeBase64(found.args[4] ?? '', 16)
      const [, store, objectId, generation] = found.args
      if (found.args.length !== 5 || nonce === null) throw damaged(path, 'has a damaged store stanza')
      if (store !== storeId) throw damaged(path, 'belongs to another store')
      if (objectId !== name.objectId || generation !== String(name.generation)) {
        throw damaged(path, 'is another file of this store under a wrong name')
      }
      const fileKey = await unwrapWithKey(deriveStanzaKey(key, nonce), found.body, bind(found.args))
      if (fileKey !== null) return fileKey
      throw damaged(path, 'was not sealed with this identity, or was changed afterwards')
    },
  }
}

/**
 * The store id that a sealed file claims, before anything is opened; it is authenticated only when the file opens.
 *
 * Throws `vault_damaged` when the file does not carry exactly one store stanza.
 */
export function readStoreId(file: Uint8Array, path: string): string {
  const stanzas = readAgeHeader(file, path).filter(([type]: StanzaArguments) => type === stanzaType)
  const storeId = requireOne(stanzas, path)[1] ?? ''
  if (!/^[0-9a-f]{32}$/.test(storeId)) throw damaged(path, 'has a damaged store stanza')
  return storeId
}

function requireOne<T>(found: readonly T[], path: string): T {
  const [first, second] = found
  if (first === undefined) throw damaged(path, 'was not sealed by awsx: it has no store stanza')
  if (second !== undefined) throw damaged(path, 'has two store stanzas')
  return first
}

function deriveStanzaKey(key: KeyObject, nonce: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, nonce, 'awsx/v1/store-stanza', 32))
}

function bind(args: readonly string[]): Uint8Array {
  return Buffer.from(args.join(' '), 'utf8')
}

function damaged(path: string, what: string): AwsxError {
  return new AwsxError('vault_damaged', `${path} ${what}`, { hint: 'awsx vault verify', data: { path } })
}
