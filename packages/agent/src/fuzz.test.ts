import { createServer, type Server, type Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { AwsxError } from '@awsx/core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFakeEngine, createTestClock, makeCall, makeCaller, makeGiven, testPassphrase } from './agent-fixture.ts'
import { createAgent, type Agent } from './agent.ts'
import { createFrameReader, encodeFrame, FrameError } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameTypes } from './protocol.ts'
import { encodeAnswer, parseAnswer, parseQuestion } from './question.ts'
import { serveConnections } from './server.ts'
import { formatSessionCall, parseGivenSession, parseSessionCall } from './session-call.ts'
import { parseWireError } from './wire-error.ts'
import { decodeJson, own, recordOf } from './wire-json.ts'
import { parseIncomingKey } from './wire-key.ts'
import { parseWireRecord } from './wire-session.ts'

let unhandled: unknown[]
// Most of what is fuzzed is refused, and most of the time would go into the stacks of that.
const { stackTraceLimit } = Error
const collect = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  unhandled = []
  Error.stackTraceLimit = 0
  process.on('unhandledRejection', collect).on('uncaughtException', collect)
})
afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit
  process.off('unhandledRejection', collect).off('uncaughtException', collect)
  checkUnhandled()
})

/** A generator with a seed, so that what is found once is found again. Source: mulberry32, by Tommy Ettinger. */
function createRandom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0
  }
}

const caller = { ...makeCaller(), env: {} }
const call = formatSessionCall(makeCall())
const real = [
  { op: 'status' },
  { op: 'session', call },
  { op: 'endpoint', call },
  { op: 'renew', caller },
  { op: 'unlock', caller, forMs: 1000 },
  { op: 'keys.list', from: 0 },
  { op: 'keys.get', profile: 'dev' },
  { op: 'keys.put', key: { profile: 'dev', accessKeyId: 'AKIA', secretAccessKey: 's', addedAt: 1 }, expected: null },
  { op: 'sessions.list', from: 0 },
  { op: 'sessions.put', record: { key: 'k', profile: 'p', api: 'a', session: { expiresAt: null, issuedAt: 1 } } },
  { op: 'sessions.recall', key: 'k', now: 5 },
].map((request) => encodeMessage(frameTypes.request, request))
real.push(
  encodeMessage(frameTypes.hello, { version: 1, nonce: 'n' }),
  encodeAnswer(1, { kind: 'text', text: '123456' }),
  encodeAnswer(1, { kind: 'error', error: new AwsxError('cancelled', 'no') }),
  encodeAnswer(1, { kind: 'secret', secret: Buffer.from(testPassphrase), of: 'passphrase' }),
)
const pieces = ['"__proto__":', '\u0000', '[[[[', '}}', '1e999', '"constructor"', '\ud800', '-1', 'null', '":"'].map(
  (text) => Buffer.from(text),
)

/** A real frame, mostly with its length put right again, so that what is inside is read too. */
function mutate(random: (below: number) => number): Uint8Array {
  const frame = new Uint8Array(real[random(real.length)] ?? new Uint8Array(5))
  // Mostly ASCII: what is no UTF-8 is refused before anybody looks into it.
  const top = random(8) === 0 ? 256 : 128
  for (let count = random(4); count > 0; count--) frame[4 + random(frame.length - 4)] = random(top)
  if (random(3) === 0) frame.set(pieces[random(pieces.length)]?.subarray(0, frame.length - 5) ?? [], 5 + random(1))
  if (random(8) === 0) return encodeFrame(random(256), frame.subarray(5, 5 + random(frame.length)))
  if (random(256) === 0) frame[random(4)] = random(256)
  return frame
}

/** The bytes on the heap once nothing is left that is not needed: the test runner has work of its own in between. */
async function settledHeap(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  let least = Infinity
  for (let round = 0; round < 4; round++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    collectGarbage()
    least = Math.min(least, process.memoryUsage().heapUsed)
  }
  return least
}

/**
 * By how many bytes the heap grew in the better of two runs of the same work: what leaks grows in both, and what the
 * runtime compiles or the test runner keeps for itself in one.
 */
async function leastGrowth(work: () => Promise<void>): Promise<number> {
  const start = await settledHeap()
  await work()
  const middle = await settledHeap()
  await work()
  return Math.min(middle - start, (await settledHeap()) - middle)
}

function parseAll(payload: Uint8Array): void {
  const found = decodeJson(payload)
  if (found === null) return
  const inner = recordOf(found, 'call') ?? recordOf(found, 'key') ?? recordOf(found, 'record') ?? found
  parseSessionCall(inner)
  parseQuestion(inner)
  parseGivenSession(inner)
  const error = own(found, 'error')
  if (error !== undefined) parseWireError(error)
  parseIncomingKey(inner)
  parseWireRecord(inner)
}

test('a million fuzzed frames through the reader and the parsers: no crash, no growth', async () => {
  const random = createRandom(1)
  let broken = 0
  let whole = 0
  let reader = createFrameReader(65_536)
  const run = (count: number): void => {
    for (let index = 0; index < count; index++) {
      try {
        for (const frame of reader.push(mutate(random))) {
          whole += 1
          parseAnswer(frame)
          parseAll(frame.payload)
        }
      } catch (error) {
        if (!(error instanceof FrameError)) throw error
        broken += 1
        reader = createFrameReader(65_536)
      }
    }
  }
  run(100_000)
  expect(await leastGrowth(async () => run(450_000))).toBeLessThan(2_500_000)
  // It was a test: most were read, and some were refused.
  expect(whole).toBeGreaterThan(400_000)
  expect(broken).toBeGreaterThan(100)
})

/** A socket in memory; `sent` gets what the server sends. */
function createMemorySocket(sent: (chunk: Buffer) => void = () => undefined): Duplex {
  return new Duplex({
    allowHalfOpen: true,
    read: () => undefined,
    write(chunk: Buffer, _encoding, done: () => void) {
      sent(chunk)
      done()
    },
  })
}

test('fuzzed clients of a real server: no crash, no hang, no growth, and the next one is served', async () => {
  const engine = createFakeEngine()
  engine.obtainBy(async (asked, ports) => {
    await ports.unlock()
    const code = await ports.mfa.ask({ serialNumber: 'gold', profile: asked.profile, again: null })
    return { ...makeGiven(asked.profile), roleName: code.reveal() }
  })
  const agent: Agent = createAgent({
    engine,
    clock: createTestClock(),
    now: () => ({ wall: 0, monotonic: 0 }),
    limits: { lifeMs: 1_000_000, idleMs: null, lockOnSuspend: false },
    describeProcess: () => ({}),
    locked: () => undefined,
    stopped: () => undefined,
  })
  const server: Server = createServer()
  serveConnections(server, { openHandler: agent.openHandler, peerOf: () => null, uid: 0, version: 'fuzz' })
  const random = createRandom(2)
  const hello = encodeMessage(frameTypes.hello, { version: 1 })

  const run = async (clients: number): Promise<void> => {
    for (let index = 0; index < clients; index++) {
      const socket = createMemorySocket()
      server.emit('connection', socket as unknown as Socket)
      const frames = Array.from({ length: 1 + random(20) }, () => mutate(random))
      const bytes = Buffer.concat([hello, ...frames])
      const cut = random(bytes.length)
      socket.push(bytes.subarray(0, cut))
      socket.push(bytes.subarray(cut))
      await new Promise((resolve) => setImmediate(resolve))
      if (random(2) === 0) socket.push(null)
      socket.destroy()
      await new Promise((resolve) => setImmediate(resolve))
      if (random(50) === 0) agent.lock('fuzz')
    }
    agent.lock('fuzz')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  await run(2000)
  expect(await leastGrowth(() => run(5000))).toBeLessThan(2_500_000)

  const sent: Buffer[] = []
  const socket = createMemorySocket((chunk) => void sent.push(Buffer.from(chunk)))
  server.emit('connection', socket as unknown as Socket)
  socket.push(Buffer.concat([hello, encodeMessage(frameTypes.request, { op: 'status' })]))
  await expect.poll(() => Buffer.concat(sent).toString('latin1')).toContain('"ok":{')
  expect(Buffer.concat(sent).toString('latin1')).toContain('"endpoints":0')
  socket.destroy()
  agent.lock('the test is over')
})

function checkUnhandled(): void {
  expect(unhandled).toEqual([])
}
