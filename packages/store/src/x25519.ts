import {
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
} from 'node:crypto'
import type { Identity, Recipient } from 'age-encryption'
import { AwsxError } from '@awsx/core'
import { decodeBech32, encodeBech32 } from './bech32.ts'
import { decodeBase64, encodeBase64, unwrapWithKey, wrapWithKey } from './file-key.ts'

const pkcs8Prefix = Buffer.from('302e020100300506032b656e04220420', 'hex')
const spkiPrefix = Buffer.from('302a300506032b656e032100', 'hex')
const label = 'age-encryption.org/v1/X25519'

/**
 * `age1…` as an age recipient, by the system's X25519. Throws `vault_damaged` when it is not a recipient.
 *
 * Source: age-encryption.org/v1, section "X25519 recipient stanza".
 */
export function createX25519Recipient(recipient: string): Recipient {
  const point = decodeBech32('age', Buffer.from(recipient, 'latin1'))
  if (point?.length !== 32 || recipient !== recipient.toLowerCase()) {
    throw new AwsxError('vault_damaged', 'a recipient of the vault is not an age X25519 recipient')
  }
  const publicKey = importPoint(point)
  return {
    async wrapFileKey(fileKey) {
      const ephemeral = generateKeyPairSync('x25519')
      const share = exportPoint(ephemeral.publicKey)
      const secret = agree(ephemeral.privateKey, publicKey)
      const key = deriveKey(secret, share, point)
      return [{ args: ['X25519', encodeBase64(share)], body: await wrapWithKey(key, fileKey) }]
    },
  }
}

/** A 32-byte scalar as an age identity; it keeps a key object, not the bytes. */
export function createX25519Identity(scalar: Uint8Array): Identity {
  const privateKey = importScalar(scalar)
  const point = exportPoint(createPublicKey(privateKey))
  return {
    async unwrapFileKey(stanzas) {
      for (const { args, body } of stanzas) {
        if (args[0] !== 'X25519') continue
        const share = args.length === 2 ? decodeBase64(args[1] ?? '', 32) : null
        if (share === null) throw new Error('damaged X25519 stanza')
        const secret = agree(privateKey, importPoint(share))
        const fileKey = await unwrapWithKey(deriveKey(secret, share, point), body)
        if (fileKey !== null) return fileKey
      }
      return null
    },
  }
}

/** The `age1…` recipient of a 32-byte scalar. */
export function toRecipient(scalar: Uint8Array): string {
  const point = exportPoint(createPublicKey(importScalar(scalar)))
  return Buffer.from(encodeBech32('age', point)).toString('latin1')
}

function importScalar(scalar: Uint8Array): KeyObject {
  const der = Buffer.concat([pkcs8Prefix, scalar])
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  } finally {
    der.fill(0)
  }
}

function importPoint(point: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiPrefix, point]), format: 'der', type: 'spki' })
}

function exportPoint(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ format: 'der', type: 'spki' }).subarray(-32))
}

// An all-zero secret comes from a point of low order: anyone could compute the key (RFC 7748, section 6.1). Both
// runtimes throw then, with a code as if they had failed themselves.
function agree(privateKey: KeyObject, publicKey: KeyObject): Uint8Array {
  let secret: Uint8Array
  try {
    secret = diffieHellman({ privateKey, publicKey })
  } catch {
    throw new Error('X25519 point of low order')
  }
  if (secret.every((byte) => byte === 0)) throw new Error('X25519 point of low order')
  return secret
}

function deriveKey(secret: Uint8Array, share: Uint8Array, point: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, Buffer.concat([share, point]), label, 32))
}
