import { expect, test } from 'vitest'
import {
  codeOf,
  createFakeEngine,
  idOf,
  littlePatience,
  makeCall,
  makeCaller,
  makeGiven,
  secretFrame,
  startAgent,
  testPassphrase,
  unlockRequest,
  type AgentFixture,
} from './agent-fixture.ts'
import type { CallerPorts } from './agent-engine.ts'
import { encodeMessage } from './message.ts'
import { frameTypes } from './protocol.ts'
import type { RawClient } from './raw-client-fixture.ts'
import { formatSessionCall, parseGivenSession, type SessionCall } from './session-call.ts'
import type { JsonRecord } from './wire-json.ts'

const hour = 3_600_000

function sessionRequest(over: Partial<SessionCall> = {}, op = 'session'): JsonRecord {
  return { op, call: formatSessionCall(makeCall('dev', over)) }
}

async function greeted(fixture: AgentFixture): Promise<RawClient> {
  const client = await fixture.raw()
  client.hello()
  return client
}

async function unlock(fixture: AgentFixture, forMs?: number): Promise<JsonRecord> {
  const client = await fixture.client()
  const status = await client.request({ ...unlockRequest, ...(forMs === undefined ? {} : { forMs }) })
  client.close()
  return status as JsonRecord
}

/** Asks for the code of a device, as a plan does that has a stake in it. */
function asksForCode(serialNumber = 'gold') {
  return async (call: SessionCall, ports: CallerPorts) => {
    ports.expect({
      steps: [{ api: 'GetSessionToken', mfa: { serialNumber, profile: 'dev', process: null } }],
    } as unknown as Parameters<CallerPorts['expect']>[0])
    const code = await ports.mfa.ask({ serialNumber, profile: call.profile, again: null })
    return { ...makeGiven(call.profile), roleName: code.reveal() }
  }
}

test('a session: unlocked on the way, and given with its secrets', async () => {
  const fixture = await startAgent()
  const client = await fixture.client()
  const given = parseGivenSession(await client.request(sessionRequest()))
  expect(given?.session.credentials.secretAccessKey.reveal()).toBe('session-secret')
  const status = await client.request({ op: 'status' })
  expect(status).toMatchObject({
    locked: false,
    requests: 1,
    lastRequests: [{ op: 'session', profile: 'dev', pid: 1 }],
  })
})

test('no answer has the secret of a long-term key', async () => {
  const fixture = await startAgent()
  await unlock(fixture)
  const client = await fixture.client()
  for (const request of [{ op: 'keys.list', from: 0 }, { op: 'keys.get', profile: 'dev' }, { op: 'status' }]) {
    const text = JSON.stringify(await client.request(request))
    expect(text).not.toContain('planted')
    expect(text).not.toContain(testPassphrase)
  }
})

test('unlocked, it cannot be made to last longer without a passphrase', async () => {
  const fixture = await startAgent()
  expect((await unlock(fixture))['locksAt']).toBe(12 * hour)
  fixture.moment({ wall: hour, monotonic: hour })
  expect((await unlock(fixture))['locksAt']).toBe(12 * hour)
  expect((await unlock(fixture, 2 * hour))['locksAt']).toBe(3 * hour)
  expect((await unlock(fixture, 12 * hour))['locksAt']).toBe(3 * hour)
  expect(fixture.engine.tries()).toBe(1)
})

test('the time of one unlock is not that of the next', async () => {
  const fixture = await startAgent()
  expect((await unlock(fixture, hour))['locksAt']).toBe(hour)
  fixture.agent.lock('test')
  const client = await fixture.client()
  await client.request(sessionRequest())
  expect(await client.request({ op: 'status' })).toMatchObject({ locksAt: 12 * hour })
})

test('status is no use: an idle agent locks all the same', async () => {
  const fixture = await startAgent({ limits: { idleMs: 1000 } })
  await unlock(fixture)
  const client = await fixture.client()
  fixture.moment({ wall: 900, monotonic: 900 })
  expect(await client.request({ op: 'status' })).toMatchObject({ locked: false })
  fixture.moment({ wall: 1000, monotonic: 1000 })
  expect(await client.request({ op: 'status' })).toMatchObject({ locked: true, locksAt: null })
  expect(fixture.locks).toEqual(['idle'])
})

test('a renewal finds the store open, and nobody to ask', async () => {
  const fixture = await startAgent()
  const done: string[] = []
  fixture.engine.obtainBy(async (call, ports) => {
    await ports.unlock()
    done.push(`${call.minTtlSeconds} ${ports.mfa.canAsk()}`)
    // Its time has come already: it is renewed at once.
    return makeGiven('dev', -hour, 600_000)
  })
  const client = await fixture.client()
  await client.request(sessionRequest({ caller: makeCaller({ hasCode: true }) }))
  await expect.poll(() => done).toEqual(['60 false', '601 false'])
})

test('lock and stop are answered before they happen', async () => {
  const fixture = await startAgent()
  await unlock(fixture)
  const client = await greeted(fixture)
  for (const op of ['lock', 'stop']) client.request({ op })
  expect([codeOf(await client.next(frameTypes.reply)), codeOf(await client.next(frameTypes.reply))]).toEqual([
    'ok',
    'ok',
  ])
  await expect.poll(() => fixture.locks).toEqual(['asked', 'stopped'])
  expect(fixture.engine.isUnlocked()).toBe(false)
})

test('one prompt for many, on the newest terminal; it goes away and the next one is asked', async () => {
  const fixture = await startAgent()
  const clients: RawClient[] = []
  for (let index = 0; index < 5; index++) {
    const client = await greeted(fixture)
    client.request(sessionRequest({ caller: makeCaller({ terminal: `t${index}` }) }))
    await client.next(frameTypes.question)
    clients.push(client)
  }
  const last = clients.pop()
  for (const client of clients) await client.next(frameTypes.withdraw)
  last?.socket.destroy()
  const next = clients.at(-1)
  const question = await next?.next(frameTypes.question)
  next?.send(secretFrame(idOf(question ?? {}), testPassphrase))
  for (const client of clients) expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
  expect(fixture.engine.tries()).toBe(1)
})

test('no at one terminal ends it there, and the other one is asked on', async () => {
  const fixture = await startAgent()
  const [far, near] = [await greeted(fixture), await greeted(fixture)]
  far.request(sessionRequest({ caller: makeCaller({ terminal: 'far' }) }))
  await far.next(frameTypes.question)
  near.request(sessionRequest({ caller: makeCaller({ terminal: 'near' }) }))
  const id = idOf(await near.next(frameTypes.question))
  near.send(encodeMessage(frameTypes.answer, { id, error: { code: 'cancelled', message: 'no' } }))
  expect(codeOf(await near.next(frameTypes.reply))).toBe('cancelled')
  far.send(secretFrame(idOf(await far.next(frameTypes.question)), testPassphrase))
  expect(codeOf(await far.next(frameTypes.reply))).toBe('ok')
})

test('an answer that comes late is not taken for the next one', async () => {
  const fixture = await startAgent()
  const [first, second] = [await greeted(fixture), await greeted(fixture)]
  first.request(sessionRequest({ caller: makeCaller({ terminal: 'first' }) }))
  const late = idOf(await first.next(frameTypes.question))
  second.request(sessionRequest({ caller: makeCaller({ terminal: 'second' }) }))
  await second.next(frameTypes.question)
  await first.next(frameTypes.withdraw)
  second.socket.destroy()
  const id = idOf(await first.next(frameTypes.question))
  first.send(secretFrame(late, 'typed for the one before'))
  first.send(secretFrame(id, testPassphrase))
  expect(codeOf(await first.next(frameTypes.reply))).toBe('ok')
  expect(fixture.engine.tries()).toBe(1)
})

test('two questions to one client come one after the other', async () => {
  const fixture = await startAgent()
  fixture.engine.obtainBy(async (call, ports) => {
    const codes = await Promise.all([asksForCode('gold')(call, ports), asksForCode('silver')(call, ports)])
    return { ...makeGiven(), roleName: codes.map(({ roleName }) => roleName).join(' ') }
  })
  const client = await greeted(fixture)
  client.request(sessionRequest())
  for (const [serialNumber, text] of [
    ['gold', '111111'],
    ['silver', '222222'],
  ] as const) {
    const question = await client.next(frameTypes.question)
    expect(question).toMatchObject({ kind: 'mfa', serialNumber })
    expect(client.received.filter(({ type }) => type === frameTypes.question)).toEqual([])
    client.send(encodeMessage(frameTypes.answer, { id: idOf(question), text }))
  }
  expect(await client.next(frameTypes.reply)).toMatchObject({ ok: { roleName: '111111 222222' } })
})

test('one that answers something else than was asked is asked nothing more; the next one is', async () => {
  const fixture = await startAgent()
  fixture.engine.obtainBy(asksForCode())
  const [other, odd] = [await greeted(fixture), await greeted(fixture)]
  other.request(sessionRequest({ caller: makeCaller({ terminal: 'other' }) }))
  await other.next(frameTypes.question)
  odd.request(sessionRequest({ caller: makeCaller({ terminal: 'odd' }) }))
  odd.send(secretFrame(idOf(await odd.next(frameTypes.question)), testPassphrase))
  const id = idOf(await other.next(frameTypes.question))
  other.send(encodeMessage(frameTypes.answer, { id, text: '123456' }))
  expect(await other.next(frameTypes.reply)).toMatchObject({ ok: { roleName: '123456' } })
  expect(odd.received.filter(({ type }) => type === frameTypes.question)).toEqual([])
})

test('a code that came with the command is asked of it once, without a person', async () => {
  const fixture = await startAgent()
  fixture.engine.obtainBy(async (call, ports) => {
    const first = await asksForCode()(call, ports)
    expect(first.roleName).toBe('123456')
    expect(ports.mfa.canAsk()).toBe(false)
    return await asksForCode()(call, ports)
  })
  const client = await greeted(fixture)
  client.request(sessionRequest({ caller: makeCaller({ hasPerson: false, hasCode: true, terminal: null }) }))
  const id = idOf(await client.next(frameTypes.question))
  client.send(encodeMessage(frameTypes.answer, { id, text: '123456' }))
  expect(codeOf(await client.next(frameTypes.reply))).toBe('mfa_required')
})

test('whoever cannot answer waits for somebody else, and not for ever', async () => {
  const fixture = await startAgent({ patience: { ...littlePatience, idleClient: 10_000 } })
  const person = await greeted(fixture)
  person.request(sessionRequest())
  await person.next(frameTypes.question)
  const script = await greeted(fixture)
  script.request(sessionRequest({ caller: makeCaller({ hasPerson: false, terminal: null }) }))
  expect(await script.next(frameTypes.notice)).toMatchObject({ message: 'the passphrase is asked in another terminal' })
  await script.next(frameTypes.alive)
  expect(codeOf(await script.next(frameTypes.reply))).toBe('locked')
})

test('what goes on behind a client that has its answer does not ask it', async () => {
  const fixture = await startAgent()
  let ports: CallerPorts | null = null
  fixture.engine.obtainBy(async (_call, own) => {
    ports = own
    return makeGiven()
  })
  const client = await greeted(fixture)
  client.request(sessionRequest())
  await client.next(frameTypes.reply)
  const late = ports as CallerPorts | null
  if (late === null) throw new Error('it was not called')
  await expect(asksForCode()(makeCall(), late)).rejects.toMatchObject({ code: 'mfa_required' })
  late.notify({ level: 'warning', message: 'late' })
  client.request({ op: 'status' })
  await client.next(frameTypes.reply)
  expect(client.received.filter(({ type }) => type !== frameTypes.hello)).toEqual([])
})

test('an endpoint holds its connection and its plan, also while the agent is locked', async () => {
  const fixture = await startAgent({ patience: littlePatience })
  const client = await greeted(fixture)
  client.request(sessionRequest({}, 'endpoint'))
  client.send(secretFrame(idOf(await client.next(frameTypes.question)), testPassphrase))
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
  fixture.agent.lock('test')
  await new Promise((resolve) => setTimeout(resolve, 2 * littlePatience.idleClient))
  client.request({ op: 'renew', caller: { ...makeCaller(), env: {} } })
  expect(await client.next(frameTypes.reply)).toMatchObject({ ok: { session: { issuedAt: 1 } } })
  client.socket.destroy()
  await expect.poll(() => fixture.locks).toEqual(['test', 'the last endpoint has ended'])
})

test('an endpoint whose client goes while it is made is not kept', async () => {
  const engine = createFakeEngine()
  await engine.unlock(Buffer.from(testPassphrase), 'passphrase')
  const fixture = await startAgent({ engine })
  const client = await greeted(fixture)
  const made = Promise.withResolvers<void>()
  engine.pin = async () => {
    client.socket.destroy()
    await expect.poll(() => fixture.connections()).toBe(0)
    made.resolve()
    return { given: makeGiven(), renew: async () => makeGiven() }
  }
  client.request(sessionRequest({}, 'endpoint'))
  await made.promise
  const other = await fixture.client()
  expect(await other.request({ op: 'status' })).toMatchObject({ endpoints: 0 })
})
