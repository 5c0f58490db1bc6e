import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeBech32, encodeBech32 } from './bech32.ts'
import { toRecipient } from './x25519.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

test('encode and decode are twins, in either case', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const encoded = text(encodeBech32('age', bytes))
      expect(decodeBech32('age', Buffer.from(encoded))).toEqual(bytes)
      expect(decodeBech32('age', Buffer.from(encoded.toUpperCase()))).toEqual(bytes)
    }),
  )
})

test('agrees with the age library', async () => {
  const identity = await generateX25519Identity()
  const scalar = decodeBech32('age-secret-key-', Buffer.from(identity)) ?? new Uint8Array()
  expect(scalar).toHaveLength(32)
  expect(text(encodeBech32('age-secret-key-', scalar)).toUpperCase()).toBe(identity)
  expect(toRecipient(scalar)).toBe(await identityToRecipient(identity))
})

test('any other character anywhere, another prefix and mixed case are null', () => {
  const encoded = text(encodeBech32('age', new Uint8Array(32).fill(3)))
  for (let index = 0; index < encoded.length; index++) {
    const other = encoded[index] === 'q' ? 'p' : 'q'
    expect(decodeBech32('age', Buffer.from(encoded.slice(0, index) + other + encoded.slice(index + 1)))).toBeNull()
    expect(decodeBech32('age', Buffer.from(encoded.slice(0, index)))).toBeNull()
  }
  expect(decodeBech32('agf', Buffer.from(encoded))).toBeNull()
  expect(decodeBech32('age', Buffer.from('AGE' + encoded.slice(3)))).toBeNull()
  expect(decodeBech32('age', Buffer.from(`${encoded} `))).toBeNull()
})
