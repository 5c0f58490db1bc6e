import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatDbusCall, parseDbusMessage, parseTwoArrays, type DbusCall } from './dbus-message.ts'

const call: DbusCall = {
  serial: 7,
  destination: 'org.freedesktop.secrets',
  path: '/org/freedesktop/secrets',
  interface: 'org.freedesktop.Secret.Service',
  member: 'SearchItems',
  argument: new Map([['service', 'awsx']]),
}

/** An answer as the bus writes it: an error or a return, with fields in its own order. */
function formatAnswer(type: number, body: Buffer, error = ''): Buffer {
  const name = Buffer.from(error)
  const fields = Buffer.concat([
    Buffer.from([5, 1, 0x75, 0, 7, 0, 0, 0]),
    ...(error === '' ? [] : [Buffer.from([4, 1, 0x73, 0, name.length, 0, 0, 0]), name, Buffer.alloc(1)]),
  ])
  const header = Buffer.from([0x6c, type, 0, 1, body.length, 0, 0, 0, 1, 0, 0, 0, fields.length, 0, 0, 0])
  const padding = Buffer.alloc((8 - (fields.length % 8)) % 8)
  return Buffer.concat([header, fields, padding, body])
}

test('a call is read back, whatever follows it', () => {
  const bytes = formatDbusCall(call)
  const parsed = parseDbusMessage(Buffer.concat([bytes, Buffer.from('next')]))
  expect(parsed).toMatchObject({ type: 'call', replyTo: null, error: null, length: bytes.length })
  const body = parsed?.body ?? Buffer.alloc(0)
  expect(body.readUInt32LE(0)).toBe(body.length - 8)
  expect(body.toString('latin1', 8)).toBe('\x07\0\0\0service\0\x04\0\0\0awsx\0')
})

test('an answer and an error say what they answer', () => {
  const two = Buffer.from([0, 0, 0, 0, 9, 0, 0, 0, 4, 0, 0, 0, 0x2f, 0x61, 0x62, 0x63, 0])
  const answer = parseDbusMessage(formatAnswer(2, two))
  expect(answer).toMatchObject({ type: 'return', replyTo: 7, error: null })
  expect(parseTwoArrays(answer?.body ?? Buffer.alloc(0))).toEqual([0, 9])
  const name = 'org.freedesktop.DBus.Error.ServiceUnknown'
  expect(parseDbusMessage(formatAnswer(3, Buffer.alloc(0), name))).toMatchObject({ type: 'error', error: name })
})

test('a message that is not whole is waited for, at every byte', () => {
  const bytes = formatAnswer(3, Buffer.alloc(5), 'a.b')
  for (let length = 0; length < bytes.length; length++) expect(parseDbusMessage(bytes.subarray(0, length))).toBeNull()
  expect(parseDbusMessage(bytes)).not.toBeNull()
})

/** How long the message is; 0 for what is none. */
function lengthOf(bytes: Buffer): number {
  try {
    return parseDbusMessage(bytes)?.length ?? 0
  } catch {
    return 0
  }
}

test('whatever else comes is an error or a message, and ends', () => {
  const bytes = formatAnswer(3, Buffer.alloc(8), 'a.b')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const changed = Buffer.from(bytes)
      for (const [at, byte] of changes) changed[at] = byte
      expect(lengthOf(changed)).toBeLessThanOrEqual(changed.length)
    }),
    { numRuns: 20_000 },
  )
})
