import { AwsxError, Secret } from '@awsx/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeGiven } from './agent-fixture.ts'
import { callerVariables, formatCaller, parseCaller, scopeOf, type Caller } from './caller.ts'
import { createFrameReader, encodeFrame, FrameError, isTooLong } from './frame.ts'
import { encodeMessage } from './message.ts'
import { encodeAnswer, formatQuestion, parseAnswer, parseQuestion, type Answer, type Question } from './question.ts'
import { formatGivenSession, formatSessionCall, parseGivenSession, parseSessionCall } from './session-call.ts'
import { formatWireError, parseWireError } from './wire-error.ts'
import { decodeJson, encodeJson, type Json, type JsonRecord } from './wire-json.ts'
import { formatIncomingKey, formatOutgoingKey, parseIncomingKey, parseOutgoingKey } from './wire-key.ts'
import { formatWireRecord, parseWireRecord } from './wire-session.ts'

const text = fc.string({ unit: 'binary' })
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null })
const time = fc.integer({ min: 0, max: 2 ** 45 })
const variables = fc.dictionary(fc.stringMatching(/^[A-Z][A-Z_]{0,9}$/), text)
const caller: fc.Arbitrary<Caller> = fc.record({
  env: variables,
  folder: text,
  hasPerson: fc.boolean(),
  terminal: maybe(text),
  hasCode: fc.boolean(),
  pid: fc.nat(),
})

/** Through bytes, as it goes over the socket. */
function carry(value: JsonRecord): JsonRecord {
  return decodeJson(encodeJson(value)) ?? {}
}

function same(found: unknown, sent: unknown): void {
  expect(found).toEqual(sent)
}

const frames = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 40 })), { maxLength: 8 })

test('frames: any of them, in any pieces, come out as they went in', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(frames, pieces, (sent, sizes) => {
      const bytes = Buffer.concat(sent.map(([type, payload]) => encodeFrame(type, payload)))
      const reader = createFrameReader(1024)
      const found = []
      for (let at = 0, piece = 0; at < bytes.length; piece++) {
        const size = sizes[piece % sizes.length] ?? 1
        found.push(...reader.push(bytes.subarray(at, at + size)))
        at += size
      }
      expect(found.map(({ type, payload }) => [type, new Uint8Array(payload)])).toEqual(sent)
      expect(reader.isPartial()).toBe(false)
    }),
  )
})

test('frames: the limit counts the type, and holds before anything is kept', () => {
  const reader = createFrameReader(8)
  expect(isTooLong(encodeFrame(1, new Uint8Array(7)), 8)).toBe(false)
  expect(reader.push(encodeFrame(1, new Uint8Array(7)))).toHaveLength(1)
  const long = encodeFrame(1, new Uint8Array(8))
  expect(isTooLong(long, 8)).toBe(true)
  expect(() => reader.push(long.subarray(0, 4))).toThrow(FrameError)
  // And ever after: what follows has no beginning.
  expect(() => reader.push(encodeFrame(1, new Uint8Array(1)))).toThrow(FrameError)
})

test('frames: what came before a broken one is overwritten, as nobody gets it', () => {
  const reader = createFrameReader(1024)
  const bytes = Buffer.concat([encodeFrame(4, Buffer.from('passphrase')), new Uint8Array(4)])
  expect(() => reader.push(bytes)).toThrow(FrameError)
  expect(reader.isPartial()).toBe(true)
  reader.clear()
  expect(reader.isPartial()).toBe(false)
})

test('JSON: any object comes out as it went in; anything else is null', () => {
  fc.assert(
    fc.property(fc.dictionary(text, fc.jsonValue()), (value) => {
      const carried = decodeJson(encodeJson(value))
      expect(carried).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
  for (const bad of ['', '[]', '1', '"x"', 'null', '{"a":', '{} {}']) expect(decodeJson(Buffer.from(bad))).toBeNull()
  expect(decodeJson(Uint8Array.of(0x7b, 0xff, 0x7d))).toBeNull()
  const message = encodeMessage(2, { op: 'ü' })
  const [frame] = createFrameReader(1024).push(message)
  expect(decodeJson(frame?.payload ?? new Uint8Array())).toEqual({ op: 'ü' })
})

test('callers and calls', () => {
  const flags = fc.record(
    { region: text, roleArn: text, durationSeconds: fc.nat(), readOnly: fc.constant(true) },
    { requiredKeys: [] },
  )
  const call = fc.record({
    profile: text,
    mayComplete: fc.boolean(),
    flags,
    refresh: fc.boolean(),
    minTtlSeconds: fc.nat(),
    caller,
  })
  fc.assert(fc.property(caller, (value) => same(parseCaller(carry(formatCaller(value))), value)))
  fc.assert(fc.property(call, (value) => same(parseSessionCall(carry(formatSessionCall(value))), value)))
  fc.assert(
    fc.property(call, (value) => {
      const { flags: found, ...rest } = formatSessionCall(value)
      expect(parseSessionCall(carry({ ...rest, flags: { ...(found as JsonRecord), noSession: true } }))).toBeNull()
    }),
  )
})

test('a scope is the folder and the variables, whatever their order', () => {
  const one: Caller = { env: { A: '1', B: '2' }, folder: '/', hasPerson: true, terminal: 't', hasCode: true, pid: 1 }
  const other: Caller = {
    env: { B: '2', A: '1' },
    folder: '/',
    hasPerson: false,
    terminal: null,
    hasCode: false,
    pid: 2,
  }
  expect(scopeOf(one)).toBe(scopeOf(other))
  expect(scopeOf(one)).not.toBe(scopeOf({ ...one, folder: '/x' }))
  expect(scopeOf(one)).not.toBe(scopeOf({ ...one, env: { A: '1' } }))
})

test('no secret of the environment travels', () => {
  const env = {
    AWS_PROFILE: 'dev',
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_SESSION_TOKEN: 't',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 't',
    AWSX_PASSPHRASE_FILE: 'f',
    AWSX_MFA_CODE: '123456',
    HTTPS_PROXY: 'p',
    https_proxy: 'q',
    HOME: '/h',
    SHELL: '/bin/sh',
    __proto__x: 'x',
  }
  expect(callerVariables(env)).toEqual({
    AWS_PROFILE: 'dev',
    AWS_ACCESS_KEY_ID: 'AKIA',
    HTTPS_PROXY: 'p',
    https_proxy: 'q',
    HOME: '/h',
  })
})

test('questions and their answers', () => {
  const question: fc.Arbitrary<Question> = fc.oneof(
    fc.record({ kind: fc.constant('passphrase' as const), again: maybe(text) }),
    fc.record({ kind: fc.constant('mfa' as const), serialNumber: text, profile: text, again: maybe(text) }),
    fc.record({
      kind: fc.constant('program' as const),
      argv: fc.array(text),
      purpose: text,
      file: text,
      line: fc.nat(),
    }),
  )
  fc.assert(fc.property(question, (value) => same(parseQuestion(carry(formatQuestion(value))), value)))
  const answer: fc.Arbitrary<Answer> = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), text }),
    fc.record({
      kind: fc.constant('secret' as const),
      secret: fc.uint8Array({ maxLength: 64 }),
      of: fc.constantFrom('passphrase' as const, 'identity' as const),
    }),
  )
  fc.assert(
    fc.property(answer, fc.integer({ min: 0, max: 255 }), (value, id) => {
      const [frame] = createFrameReader(4096).push(encodeAnswer(id, value))
      const found = frame === undefined ? null : parseAnswer(frame)
      expect(found?.id).toBe(id)
      expect(JSON.stringify(found?.answer)).toBe(JSON.stringify(value))
    }),
  )
})

test('sessions and keys; the secret of a key goes in, and never out', () => {
  fc.assert(
    fc.property(text, time, maybe(time), maybe(time), (secret, issuedAt, expiresAt, mfaAt) => {
      const given = makeGiven(secret, issuedAt, expiresAt)
      const session = { ...given.session, mfaAt }
      const found = parseGivenSession(carry(formatGivenSession({ ...given, session, environment: { A: secret } })))
      expect(found).toEqual({ ...given, session, environment: { A: secret } })
      expect(found?.session.credentials.secretAccessKey.reveal()).toBe('session-secret')
      expect(found?.session.credentials.sessionToken?.reveal()).toBe('session-token')
      const record = { key: secret, profile: 'p', api: 'AssumeRole', session }
      expect(parseWireRecord(carry(formatWireRecord(record)))).toEqual(record)
    }),
  )
  const key = {
    profile: 'dev',
    accessKeyId: 'AKIA',
    secretAccessKey: new Secret('planted'),
    accountId: null,
    arn: 'a',
    mfaSerial: null,
    region: 'r',
    addedAt: 5,
  }
  const incoming = parseIncomingKey(carry(formatIncomingKey(key)))
  expect(incoming).toEqual(key)
  expect(incoming?.secretAccessKey.reveal()).toBe('planted')
  const outgoing = formatOutgoingKey(key)
  expect(JSON.stringify(outgoing)).not.toContain('planted')
  expect(parseIncomingKey(carry(outgoing))).toBeNull()
  expect(() => parseOutgoingKey(carry(outgoing))?.secretAccessKey.reveal()).toThrow('gives no long-term key out')
})

test('an end that is not said is no session: null means that it never ends', () => {
  const { session, ...rest } = formatGivenSession(makeGiven())
  const { expiresAt: _, ...without } = session as JsonRecord
  expect(parseGivenSession({ ...rest, session: without })).toBeNull()
  expect(parseGivenSession({ ...rest, session: { ...without, expiresAt: 'soon' } })).toBeNull()
  expect(parseGivenSession({ ...rest, session: { ...without, expiresAt: null } })?.session.expiresAt).toBeNull()
})

test('errors; a code that only looks like one is unexpected', () => {
  const error = new AwsxError('locked', 'message', { hint: 'hint', data: { a: 1, b: null, c: 'x', d: true } })
  const found = parseWireError(carry(formatWireError(error)))
  expect({ ...found, message: found.message }).toEqual({ ...error, message: error.message })
  const codes: Json[] = ['constructor', 'toString', '__proto__', 'hasOwnProperty', 'nonsense', 5, null]
  for (const code of codes) expect(parseWireError({ code }).code).toBe('unexpected')
  const trap = parseWireError(JSON.parse('{"code":"locked","data":{"__proto__":null,"a":{"b":1},"c":[]}}') as Json)
  expect(Object.getPrototypeOf(trap.data)).toBe(Object.prototype)
  expect(Object.keys(trap.data)).toEqual([])
  for (const strange of [undefined, null, 'text', []] as const) {
    expect(parseWireError(strange)).toMatchObject({ code: 'unexpected', message: 'the agent failed' })
  }
  expect(formatWireError(new TypeError('oops'))).toEqual({ code: 'unexpected', message: 'oops', hint: null, data: {} })
})
