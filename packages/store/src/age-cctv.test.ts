import { createHash } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { AwsxError, Secret } from '@awsx/core'
import type { Identity } from 'age-encryption'
import * as vectors from 'cctv-age'
import { expect, test } from 'vitest'
import { openAge } from './age.ts'
import { ageLimits } from './age-header.ts'
import { parseIdentityText } from './identity.ts'
import { createScryptIdentity } from './scrypt.ts'
import { createX25519Identity } from './x25519.ts'

/** A vector of the age test suite: a header of `key: value` lines, an empty line, and the file. */
interface Vector {
  readonly name: string
  readonly fields: ReadonlyMap<string, string>
  readonly file: Uint8Array
}

// What the library's authors publish for every implementation: https://c2sp.org/CCTV/age
const all = Object.entries(vectors as Readonly<Record<string, Uint8Array>>)
  .filter(([name]) => !['default', 'module.exports'].includes(name))
  .map(([name, bytes]) => readVector(name, bytes))

function readVector(name: string, bytes: Uint8Array): Vector {
  const text = Buffer.from(bytes)
  const end = text.indexOf('\n\n')
  const lines = text.subarray(0, end).toString('latin1').split('\n')
  const fields = new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]))
  const body = text.subarray(end + 2)
  return { name, fields, file: fields.get('compressed') === 'zlib' ? inflateSync(body) : body }
}

/** Whether awsx has no use for such files at all: armored ones, large ones, and identities that are not X25519. */
function isOutside({ fields, file }: Vector): boolean {
  if (file.length > ageLimits.fileBytes) return true
  return fields.get('armored') === 'yes' || (fields.get('identity') ?? '').startsWith('AGE-SECRET-KEY-PQ-')
}

function identityOf({ name, fields }: Vector): Identity {
  const passphrase = fields.get('passphrase')
  if (passphrase !== undefined) return createScryptIdentity(new Secret(passphrase), name)
  const scalar = parseIdentityText(Buffer.from(fields.get('identity') ?? '', 'latin1'))
  // A vector without an identity of ours must fail before one is asked.
  return scalar === null ? { unwrapFileKey: () => null } : createX25519Identity(scalar)
}

async function open(vector: Vector): Promise<string> {
  try {
    return createHash('sha256')
      .update(await openAge(vector.file, identityOf(vector), vector.name))
      .digest('hex')
  } catch (error) {
    if (error instanceof AwsxError) return 'refused'
    throw error
  }
}

test('all 143 CCTV vectors are there', () => {
  expect(all.length).toBeGreaterThanOrEqual(143)
})

test.each(all)('CCTV $name', async (vector) => {
  const opens = vector.fields.get('expect') === 'success' && !isOutside(vector)
  expect(await open(vector)).toBe(opens ? vector.fields.get('payload') : 'refused')
})
