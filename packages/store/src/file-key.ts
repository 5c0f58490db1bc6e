const nonce = new Uint8Array(12)

/**
 * ChaCha20-Poly1305 around a file key, with a key of one use and so a nonce of zeroes, as age wraps it.
 *
 * Not by node:crypto: Bun's has no chacha20-poly1305.
 */
export async function wrapWithKey(key: Uint8Array, fileKey: Uint8Array, additional?: Uint8Array): Promise<Uint8Array> {
  const { chacha20poly1305 } = await import('@noble/ciphers/chacha.js')
  return chacha20poly1305(key, nonce, additional).encrypt(fileKey)
}

/** The twin of {@link wrapWithKey}; null when the key, the body or the additional data is another. */
export async function unwrapWithKey(
  key: Uint8Array,
  body: Uint8Array,
  additional?: Uint8Array,
): Promise<Uint8Array | null> {
  if (body.length !== 32) return null
  const { chacha20poly1305 } = await import('@noble/ciphers/chacha.js')
  try {
    return chacha20poly1305(key, nonce, additional).decrypt(body)
  } catch {
    return null
  }
}

/** Base64 without padding, as age writes arguments. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '')
}

/** The twin of {@link encodeBase64}; null unless `text` is canonical and has `length` bytes. */
export function decodeBase64(text: string, length: number): Uint8Array | null {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return bytes.length === length && encodeBase64(bytes) === text ? bytes : null
}
