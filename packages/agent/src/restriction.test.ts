import { AwsxError } from '@awsx/core'
import { beforeEach, expect, test } from 'vitest'
import {
  codeOf,
  createFakeEngine,
  makeCall,
  makeCaller,
  startAgent,
  testPassphrase,
  type AgentFixture,
  type FakeEngine,
} from './agent-fixture.ts'
import { encodeFrame } from './frame.ts'
import { frameTypes } from './protocol.ts'
import type { RawClient } from './raw-client-fixture.ts'
import { formatSessionCall, type SessionCall } from './session-call.ts'
import type { JsonRecord } from './wire-json.ts'

const restriction = { profile: 'dev', caller: makeCaller({ env: { HOME: '/home/ada' }, folder: '/home/ada' }) }
let engine: FakeEngine
let fixture: AgentFixture
let client: RawClient

beforeEach(async () => {
  engine = createFakeEngine()
  await engine.unlock(Buffer.from(testPassphrase), 'passphrase')
  fixture = await startAgent({ engine, restriction })
  client = await fixture.raw()
  client.hello()
})

async function replyTo(request: JsonRecord): Promise<JsonRecord> {
  client.request(request)
  return await client.next(frameTypes.reply)
}

function sessionRequest(over: Partial<SessionCall> = {}, profile = 'dev'): JsonRecord {
  return { op: 'session', call: formatSessionCall(makeCall(profile, over)) }
}

test('gives the session of its profile, read as the restriction says', async () => {
  const call = { refresh: true, mayComplete: true, minTtlSeconds: 40_000, flags: { region: 'us-east-1' } }
  const caller = makeCaller({ env: { AWS_CONFIG_FILE: '/evil', HTTPS_PROXY: 'http://evil' }, folder: '/evil' })
  expect(await replyTo(sessionRequest({ ...call, caller }))).toMatchObject({
    ok: { profile: 'dev', region: 'us-east-1', session: { secretAccessKey: 'session-secret' } },
  })
  expect(engine.calls).toEqual([
    {
      profile: 'dev',
      mayComplete: false,
      refresh: false,
      minTtlSeconds: 900,
      flags: {},
      caller: { ...restriction.caller, hasPerson: false, terminal: null },
    },
  ])
})

const caller = { ...makeCaller(), env: {} }
test.each([
  ['F157 list-on-restricted-socket', { op: 'keys.list', from: 0 }],
  ['F157 list-on-restricted-socket: a key', { op: 'keys.get', profile: 'dev' }],
  ['F157 list-on-restricted-socket: a new key', { op: 'keys.put', key: {} }],
  ['F157 list-on-restricted-socket: no key', { op: 'keys.remove', profile: 'dev' }],
  ['F157 list-on-restricted-socket: sessions', { op: 'sessions.list', from: 0 }],
  ['F157 list-on-restricted-socket: a session', { op: 'sessions.get', key: 'x' }],
  ['F157 list-on-restricted-socket: a fact', { op: 'sessions.recall', key: 'x', now: 0 }],
  ['F157 list-on-restricted-socket: status', { op: 'status' }],
  ['F157 list-on-restricted-socket: unlock', { op: 'unlock', caller }],
  ['F157 list-on-restricted-socket: lock', { op: 'lock' }],
  ['F157 list-on-restricted-socket: endpoint', { ...sessionRequest(), op: 'endpoint' }],
  ['F157 list-on-restricted-socket: renew', { op: 'renew', caller }],
  ['F158 session-foreign-profile', sessionRequest({}, 'prod')],
  ['F158 session-foreign-profile: a part of the name', sessionRequest({ mayComplete: true }, 'de')],
  ['F158 session-foreign-profile: other case', sessionRequest({}, 'DEV')],
  ['F158 session-foreign-profile: another role', sessionRequest({ flags: { roleArn: 'arn:aws:iam::1:role/admin' } })],
  ['F158 session-foreign-profile: another duration', sessionRequest({ flags: { durationSeconds: 43_200 } })],
  ['F158 session-foreign-profile: no call', { op: 'session' }],
  ['F162 stop-from-restricted', { op: 'stop' }],
  ['nothing', {}],
])('%s', async (_name, request) => {
  const reply = await replyTo(request)
  expect(reply).toMatchObject({
    error: { code: 'usage', message: 'this socket gives the session of one profile, and nothing else', hint: null },
  })
  // Neither then nor later.
  expect(codeOf(await replyTo(sessionRequest()))).toBe('ok')
  expect(fixture.locks).toEqual([])
  expect(engine.calls).toHaveLength(1)
  expect(engine.isUnlocked()).toBe(true)
})

test('while the agent is locked it says so, and a passphrase is not taken', async () => {
  fixture.agent.lock('test')
  client.send(encodeFrame(frameTypes.passphrase, Buffer.from(`\0${testPassphrase}`)))
  expect(codeOf(await replyTo(sessionRequest()))).toBe('locked')
  expect(engine.calls).toEqual([])
  expect(engine.isUnlocked()).toBe(false)
})

test('nobody is asked, and no program is run', async () => {
  engine.obtainBy(async (call, ports) => {
    expect(ports.mfa.canAsk()).toBe(false)
    await ports.unlock()
    await ports.programs.run({ argv: ['x'], purpose: 'credential_process', file: 'f', line: 1 }).catch(() => undefined)
    ports.notify({ level: 'warning', message: 'account 123456789012' })
    throw await ports.mfa
      .ask({ serialNumber: 's', profile: call.profile, again: null })
      .catch((error: unknown) => error)
  })
  expect(codeOf(await replyTo(sessionRequest()))).toBe('mfa_required')
  expect(client.received.map(({ type }) => type)).toEqual([frameTypes.hello])
})

test('what it gives does not keep an agent open that is idle', async () => {
  fixture = await startAgent({ engine, restriction, limits: { idleMs: 1000 } })
  // Unlocked by the agent, so that its timer runs.
  engine.forget()
  const owner = fixture.agent.openHandler({
    send: (type, value) => {
      if (type === frameTypes.question) {
        const { id } = value as { id: number }
        const payload = Buffer.concat([Uint8Array.of(id), Buffer.from(testPassphrase)])
        owner.answer({ type: frameTypes.passphrase, payload })
      }
      return true
    },
    drained: () => Promise.resolve(),
    end: () => undefined,
    destroy: () => undefined,
    isEnded: () => false,
    isClosed: () => false,
    expect: () => undefined,
  })
  await owner.handle({ op: 'unlock', caller })
  client = await fixture.raw()
  client.hello()
  fixture.moment({ wall: 900, monotonic: 900 })
  expect(codeOf(await replyTo(sessionRequest()))).toBe('ok')
  fixture.moment({ wall: 1000, monotonic: 1000 })
  expect(codeOf(await replyTo(sessionRequest()))).toBe('locked')
  expect(fixture.locks).toEqual(['idle'])
})

test('a failure of the plan reaches the client as it is', async () => {
  engine.obtainBy(async () => {
    throw new AwsxError('access_denied', 'no')
  })
  expect(codeOf(await replyTo(sessionRequest()))).toBe('access_denied')
})
