import { hkdfSync } from 'node:crypto'

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/**
 * The store key as SECURITY.md describes it: HKDF-SHA256 of the identity's scalar with the store id as salt.
 *
 * Written anew, from the document: the test must not believe the code it looks for.
 */
export function deriveStoreKey(identity: string, storeId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', scalarOf(identity), storeId, 'awsx/v1/store-key', 32))
}

/** The store id in the header of a sealed file. */
export function storeIdOf(sealed: Buffer): string {
  const id = /^-> awsx\.dev\/v1\/store ([0-9a-f]{32}) /m.exec(sealed.toString('latin1'))?.[1]
  if (id === undefined) throw new Error('the file has no store stanza')
  return id
}

/** The 32 bytes of `AGE-SECRET-KEY-1…`: bech32 without a look at its checksum (BIP 173). */
function scalarOf(identity: string): Buffer {
  const data = identity.toLowerCase().slice('age-secret-key-1'.length, -6)
  const bits = [...data].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from(bits.match(/.{8}/g)?.map((octet) => Number.parseInt(octet, 2)) ?? [])
}
