import { randomBytes, scrypt } from 'node:crypto'
import type { Identity, Recipient } from 'age-encryption'
import { AwsxError, type Secret } from '@awsx/core'
import { ageLimits } from './age-header.ts'
import { decodeBase64, encodeBase64, unwrapWithKey, wrapWithKey } from './file-key.ts'

/** A passphrase, or its bytes in UTF-8, which the caller overwrites. */
export type Passphrase = Secret | Uint8Array

const label = Buffer.from('age-encryption.org/v1/scrypt')

/**
 * A passphrase as an age recipient, by the system's scrypt: half the time of the library's, and off the main thread.
 *
 * `logN` is the work factor, at most 19. Throws `usage` for an empty passphrase.
 * Source: age-encryption.org/v1, section "scrypt recipient stanza".
 */
export function createScryptRecipient(passphrase: Secret, logN: number): Recipient {
  requirePassphrase(passphrase)
  if (!Number.isInteger(logN) || logN < 1 || logN > ageLimits.logN) throw new RangeError('work factor out of range')
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(16)
      const key = await stretch(passphrase, salt, logN)
      return [{ args: ['scrypt', encodeBase64(salt), String(logN)], body: await wrapWithKey(key, fileKey) }]
    },
  }
}

/** A passphrase as an age identity; unwrapping throws `wrong_passphrase`. */
export function createScryptIdentity(passphrase: Passphrase, path: string): Identity {
  requirePassphrase(passphrase)
  return {
    async unwrapFileKey(stanzas) {
      // readAgeHeader has seen to it that there is one stanza, with a work factor in range.
      const [stanza] = stanzas
      const [type, saltText = '', logN = ''] = stanza?.args ?? []
      const salt = decodeBase64(saltText, 16)
      if (type !== 'scrypt' || stanza === undefined || salt === null) return null
      const key = await stretch(passphrase, salt, Number(logN))
      const fileKey = await unwrapWithKey(key, stanza.body)
      if (fileKey !== null) return fileKey
      throw new AwsxError('wrong_passphrase', `the passphrase does not open ${path}`, {
        hint: 'type it again; a passphrase is case-sensitive, and age does not normalise Unicode',
        data: { path },
      })
    },
  }
}

function stretch(passphrase: Passphrase, salt: Uint8Array, logN: number): Promise<Uint8Array> {
  const cost = 2 ** logN
  const text = toBytes(passphrase)
  return new Promise((resolve, reject) => {
    // Node's own memory limit refuses a work factor of 15 and more.
    const options = { N: cost, r: 8, p: 1, maxmem: 128 * cost * 8 + 1024 * 1024 }
    scrypt(text, Buffer.concat([label, salt]), 32, options, (error, key) => {
      text.fill(0)
      // Node says null when all is well, Bun undefined.
      if (error instanceof Error) reject(error)
      else resolve(new Uint8Array(key))
    })
  })
}

function toBytes(passphrase: Passphrase): Buffer {
  return passphrase instanceof Uint8Array ? Buffer.from(passphrase) : Buffer.from(passphrase.reveal(), 'utf8')
}

function requirePassphrase(passphrase: Passphrase): void {
  if (passphrase instanceof Uint8Array ? passphrase.length === 0 : passphrase.reveal() === '')
    throw new AwsxError('usage', 'the passphrase is empty', { hint: 'give one of 12 characters or more' })
}
