import { createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { decodeBech32, encodeBech32 } from './bech32.ts'
import { toRecipient } from './x25519.ts'

/** The age identity of a store while it is needed: it gives the store key, and is then destroyed. */
export interface Identity {
  /** The public half, `age1…`. */
  readonly recipient: string
  /** HKDF-SHA256 of the scalar, with the store id as salt. Throws once the identity is destroyed. */
  deriveStoreKey(storeId: string): KeyObject
  /** The scalar once more, for the caller to overwrite. Throws once the identity is destroyed. */
  copyScalar(): Uint8Array
  /** Overwrites the scalar; harmless when done twice. */
  destroy(): void
}

/** Takes over a 32-byte scalar: it is overwritten by {@link Identity.destroy}. */
export function createIdentity(scalar: Uint8Array): Identity {
  const recipient = toRecipient(scalar)
  let destroyed = false
  return {
    recipient,
    deriveStoreKey(storeId) {
      if (destroyed) throw new Error('the identity is destroyed')
      const bytes = Buffer.from(hkdfSync('sha256', scalar, storeId, 'awsx/v1/store-key', 32))
      const key = createSecretKey(bytes)
      bytes.fill(0)
      return key
    },
    copyScalar() {
      if (destroyed) throw new Error('the identity is destroyed')
      return Uint8Array.from(scalar)
    },
    destroy() {
      destroyed = true
      scalar.fill(0)
    },
  }
}

/** A new random scalar. */
export function generateScalar(): Uint8Array {
  return new Uint8Array(randomBytes(32))
}

/** An identity file as `age-keygen` writes it, in bytes, so that it can be overwritten. */
export function formatIdentityText(scalar: Uint8Array): Uint8Array {
  const line = encodeBech32('age-secret-key-', scalar)
  for (let index = 0; index < line.length; index++) {
    const code = line[index] ?? 0
    if (code >= 0x61 && code <= 0x7a) line[index] = code - 0x20
  }
  const text = Buffer.concat([Buffer.from(`# public key: ${toRecipient(scalar)}\n`), line, Buffer.from('\n')])
  line.fill(0)
  return text
}

/**
 * The scalar in an identity file: comments, blank lines and one `AGE-SECRET-KEY-1…` line; null for anything else
 * (no identity, two of them, a plugin's or a post-quantum one).
 */
export function parseIdentityText(text: Uint8Array): Uint8Array | null {
  let scalar: Uint8Array | null = null
  let start = 0
  while (start < text.length) {
    const feed = text.indexOf(0x0a, start)
    const end = feed < 0 ? text.length : feed
    const line = text.subarray(start, text[end - 1] === 0x0d && end > start ? end - 1 : end)
    start = end + 1
    if (line.length === 0 || line[0] === 0x23) continue
    const found = line[0] === 0x41 ? decodeBech32('age-secret-key-', line) : null
    if (found?.length !== 32 || scalar !== null) {
      found?.fill(0)
      scalar?.fill(0)
      return null
    }
    scalar = found
  }
  return scalar
}
