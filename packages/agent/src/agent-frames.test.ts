import { beforeEach, expect, test } from 'vitest'
import {
  codeOf,
  idOf,
  littlePatience,
  makeCall,
  secretFrame,
  startAgent,
  testPassphrase,
  unlockRequest,
  type AgentFixture,
} from './agent-fixture.ts'
import { encodeFrame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameLimits, frameTypes } from './protocol.ts'
import type { RawClient } from './raw-client-fixture.ts'
import { formatSessionCall } from './session-call.ts'

let fixture: AgentFixture
let client: RawClient

// SECURITY section 4, group F: against a real server on a real socket.
beforeEach(async () => {
  fixture = await startAgent()
  client = await fixture.raw()
})

async function expectDropped(): Promise<void> {
  await client.closed()
  expect(client.received).toEqual([])
  expect(await fixture.servesOthers()).toBe(true)
}

async function greet(): Promise<void> {
  client.hello()
  await client.next(frameTypes.hello)
}

const length = (bytes: number): Uint8Array => {
  const header = new Uint8Array(4)
  new DataView(header.buffer).setUint32(0, bytes)
  return header
}

test.each([
  ['F141 len-0', length(0)],
  ['F142 len-2^32-1', length(2 ** 32 - 1)],
  ['F143 len-64k+1', length(frameLimits.fromClient + 1)],
])('%s', async (_name, header) => {
  await greet()
  client.send(header)
  await expectDropped()
})

test('F143 len-64k is still taken', async () => {
  await greet()
  const bare = encodeMessage(frameTypes.request, { op: 'status', filler: '' }).length - 4
  client.request({ op: 'status', filler: 'x'.repeat(frameLimits.fromClient - bare) })
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
})

test('F144 short-then-close', async () => {
  await greet()
  client.send(encodeMessage(frameTypes.request, { op: 'stop' }).subarray(0, -1))
  client.socket.end()
  await expectDropped()
  expect(fixture.locks).toEqual([])
})

test('F145 1-byte-drip: a whole request is served', async () => {
  const bytes = [
    ...encodeMessage(frameTypes.hello, { version: 1 }),
    ...encodeMessage(frameTypes.request, { op: 'status' }),
  ]
  for (const byte of bytes) {
    await new Promise<void>((resolve) => client.socket.write(Uint8Array.of(byte), () => resolve()))
  }
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
})

test('F145 1-byte-drip: one that never comes to an end is dropped', async () => {
  fixture = await startAgent({ patience: littlePatience })
  client = await fixture.raw()
  await greet()
  const drip = setInterval(() => client.send(Uint8Array.of(0)), 20)
  client.send(length(60_000))
  await client.closed()
  clearInterval(drip)
  expect(await fixture.servesOthers()).toBe(true)
})

test('F146 1000-pipelined: all are answered in order, and others in between', async () => {
  await greet()
  const requests = Array.from({ length: 1000 }, (_, index) =>
    encodeMessage(frameTypes.request, index % 2 === 0 ? { op: 'status' } : { op: `x${index}` }),
  )
  client.send(Buffer.concat(requests))
  expect(await fixture.servesOthers()).toBe(true)
  for (let index = 0; index < 1000; index++) {
    const reply = await client.next(frameTypes.reply)
    expect(JSON.stringify(reply)).toContain(index % 2 === 0 ? '"requests":' : `x${index}'`)
  }
})

test('F146 more than 4096 pipelined, and more than a megabyte, is dropped', async () => {
  fixture.engine.obtainBy(() => new Promise(() => undefined))
  const first = encodeMessage(frameTypes.request, { op: 'session', call: formatSessionCall(makeCall()) })
  for (const [request, count] of [
    [{ op: 'status' }, 4097],
    [{ op: 'status', filler: 'x'.repeat(60_000) }, 18],
  ] as const) {
    client = await fixture.raw()
    await greet()
    client.send(first)
    const frame = encodeMessage(frameTypes.request, request)
    client.send(Buffer.concat(Array.from({ length: count }, () => frame)))
    await expectDropped()
  }
})

test.each([0, 6, 16, 20, 99, 255])('F147 unknown-type %i', async (type) => {
  await greet()
  client.send(encodeFrame(type, Buffer.from('{}')))
  await expectDropped()
})

test.each([
  ['F148 bad-json', '{"op":'],
  ['F148 bad-json: a list', '[]'],
  ['F148 bad-json: null', 'null'],
  ['F148 bad-json: nothing', ''],
  ['F148 bad-json: depth', '['.repeat(60_000)],
  ['F149 non-utf8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
])('%s', async (_name, payload) => {
  await greet()
  // What comes behind it in the same breath is not carried out.
  const bad = encodeFrame(frameTypes.request, Buffer.from(payload))
  client.send(Buffer.concat([bad, encodeMessage(frameTypes.request, { op: 'stop' })]))
  await expectDropped()
  expect(fixture.locks).toEqual([])
})

test.each([
  ['F150 proto-keys', '{"__proto__":{"op":"status"}}'],
  ['F150 proto-keys: constructor', '{"op":"constructor"}'],
  ['F150 proto-keys: toString', '{"op":"toString","constructor":{"op":"status"}}'],
  ['F150 proto-keys: in the call', '{"op":"session","call":{"__proto__":{"profile":"dev"}}}'],
  ['F150 proto-keys: in a caller', '{"op":"unlock","caller":{"folder":"/","env":{"__proto__":"x"}}}'],
  ['F151 op-missing', '{}'],
  ['F151 op-missing: a number', '{"op":1}'],
])('%s', async (_name, payload) => {
  await greet()
  client.send(encodeFrame(frameTypes.request, Buffer.from(payload)))
  expect(codeOf(await client.next(frameTypes.reply))).toBe('usage')
  expect(({} as Record<string, unknown>)['op']).toBeUndefined()
  client.request({ op: 'status' })
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
})

test.each([0, 2, 1.5, '1', null])('F152 wrong-version %j: it is told, and nothing is done for it', async (version) => {
  const stop = encodeMessage(frameTypes.request, { op: 'stop' })
  client.send(Buffer.concat([encodeMessage(frameTypes.hello, { version }), stop]))
  expect(await client.next(frameTypes.hello)).toMatchObject({ version: 1 })
  client.send(stop)
  await expectDropped()
  expect(fixture.locks).toEqual([])
})

test('F152 wrong-version: one that stays is dropped', async () => {
  fixture = await startAgent({ patience: littlePatience })
  client = await fixture.raw()
  client.send(encodeMessage(frameTypes.hello, { version: 2 }))
  await expect.poll(() => fixture.connections()).toBe(0)
})

test.each([
  { op: 'keys.list', from: 0 },
  { op: 'keys.get', profile: 'dev' },
  { op: 'keys.remove', profile: 'dev' },
  { op: 'sessions.list', from: 0 },
  { op: 'sessions.recall', key: 'x', now: 0 },
])('F153 op-before-unlock $op', async (request) => {
  await greet()
  client.request(request)
  expect(codeOf(await client.next(frameTypes.reply))).toBe('locked')
})

test('F153 op-before-hello', async () => {
  client.request({ op: 'status' })
  await expectDropped()
})

test('F154 unlock-empty: refused as any wrong one', async () => {
  await greet()
  client.request(unlockRequest)
  for (let attempt = 0; attempt < 3; attempt++) {
    client.send(secretFrame(idOf(await client.next(frameTypes.question)), ''))
  }
  expect(codeOf(await client.next(frameTypes.reply))).toBe('wrong_passphrase')
  expect(fixture.engine.isUnlocked()).toBe(false)
})

test('F154 unlock-empty: not even a number', async () => {
  await greet()
  client.request(unlockRequest)
  await client.next(frameTypes.question)
  client.send(encodeFrame(frameTypes.passphrase, new Uint8Array()))
  client.request({ op: 'status' })
  client.socket.end()
  expect(codeOf(await client.next(frameTypes.reply))).toBe('locked')
  expect(fixture.engine.tries()).toBe(0)
})

test('F155 unlock-1mb', async () => {
  await greet()
  client.request(unlockRequest)
  client.send(secretFrame(idOf(await client.next(frameTypes.question)), 'x'.repeat(1 << 20)))
  await client.closed()
  expect(fixture.engine.tries()).toBe(0)
  expect(await fixture.servesOthers()).toBe(true)
})

test('F156 50-wrong-unlocks: each waits 0.1 s longer, up to 10 s, whoever makes it', async () => {
  for (let asked = 0; asked < 120;) {
    const guesser = await fixture.raw()
    guesser.hello()
    guesser.request(unlockRequest)
    for (let attempt = 0; attempt < 3; attempt++, asked++) {
      guesser.send(secretFrame(idOf(await guesser.next(frameTypes.question)), `guess ${asked}`))
    }
    expect(codeOf(await guesser.next(frameTypes.reply))).toBe('wrong_passphrase')
    expect(await fixture.servesOthers()).toBe(true)
  }
  expect(fixture.clock.slept).toEqual(Array.from({ length: 119 }, (_, index) => Math.min(10_000, (index + 1) * 100)))
  // The right one is no faster, and ends it.
  await greet()
  client.request(unlockRequest)
  client.send(secretFrame(idOf(await client.next(frameTypes.question)), testPassphrase))
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
  expect(fixture.clock.slept).toHaveLength(120)
})

test('F159 half-close: the answer still comes, and then the end', async () => {
  client.hello()
  client.request({ op: 'status' })
  client.socket.end()
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
  await client.closed()
  expect(await fixture.servesOthers()).toBe(true)
})

test('F159 half-close while it is asked: nobody is left to ask', async () => {
  await greet()
  client.request(unlockRequest)
  await client.next(frameTypes.question)
  client.socket.end()
  expect(codeOf(await client.next(frameTypes.reply))).toBe('locked')
})

test('F160 fd-flood: 1,000 idle connections, others are served, and all are dropped', async () => {
  fixture = await startAgent({ patience: { ...littlePatience, idleClient: 3_000 } })
  const idle = await Promise.all(Array.from({ length: 1000 }, () => fixture.raw()))
  expect(await fixture.servesOthers()).toBe(true)
  // The ones that were idle for longest made room.
  expect(await fixture.connections()).toBeLessThanOrEqual(600)
  await Promise.all(idle.map((one) => one.closed()))
  await expect.poll(() => fixture.connections()).toBe(0)
})

test('F161 RST-mid-reply: nothing more is done for it', async () => {
  await greet()
  let obtained = 0
  fixture.engine.obtainBy(async () => {
    obtained += 1
    client.socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 50))
    throw new Error('too late')
  })
  for (let count = 0; count < 20; count++) client.request({ op: 'session', call: formatSessionCall(makeCall()) })
  await client.closed()
  expect(await fixture.servesOthers()).toBe(true)
  await expect.poll(() => fixture.connections()).toBe(0)
  expect(obtained).toBe(1)
})

test('F163 replayed-hello', async () => {
  await greet()
  client.hello()
  await expectDropped()
})

test('F163 replayed-hello with a request behind it', async () => {
  await greet()
  const hello = encodeMessage(frameTypes.hello, { version: 1 })
  client.send(Buffer.concat([hello, encodeMessage(frameTypes.request, { op: 'stop' })]))
  await expectDropped()
  expect(fixture.locks).toEqual([])
})
