import { createHmac } from 'node:crypto'

/** How long one code lasts, ms (RFC 6238 section 4.1; AWS uses the default). */
export const stepMs: number = 30_000

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * The 6-digit SHA-1 code of `secretBase32` at `atMs` (ms since the epoch).
 *
 * Throws `RangeError` for a secret that is not base32. Source: RFC 6238, RFC 4226 section 5.3.
 */
export function totp(secretBase32: string, atMs: number): string {
  return codeOfStep(secretBase32, stepOf(atMs))
}

/** The code that follows the one of `atMs`. */
export function nextCode(secretBase32: string, atMs: number): string {
  return codeOfStep(secretBase32, stepOf(atMs) + 1)
}

/** The number of the 30 s step `atMs` is in. */
export function stepOf(atMs: number): number {
  return Math.floor(atMs / stepMs)
}

/** The code of a step. */
export function codeOfStep(secretBase32: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', decodeBase32(secretBase32)).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0xf
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The bytes of a base32 text (RFC 4648); case, blanks and padding do not matter. */
export function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const character of text.toUpperCase().replace(/[\s=]/g, '')) {
    const digit = alphabet.indexOf(character)
    if (digit === -1) throw new RangeError('not a base32 text')
    value = ((value << 5) | digit) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 0xff)
  }
  return Buffer.from(bytes)
}

/** Bytes as base32 without padding, the twin of {@link decodeBase32}. */
export function encodeBase32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const digits = bits.match(/.{1,5}/g) ?? []
  return digits.map((group) => alphabet[Number.parseInt(group.padEnd(5, '0'), 2)]).join('')
}
