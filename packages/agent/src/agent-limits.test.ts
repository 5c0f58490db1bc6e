import { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { codeOf, littlePatience, makeCall, makeGiven, startAgent, type AgentFixture } from './agent-fixture.ts'
import { frameLimits, frameTypes } from './protocol.ts'
import type { RawClient } from './raw-client-fixture.ts'
import { formatSessionCall } from './session-call.ts'
import type { JsonRecord } from './wire-json.ts'

function sessionRequest(): JsonRecord {
  return { op: 'session', call: formatSessionCall(makeCall()) }
}

async function greeted(fixture: AgentFixture): Promise<RawClient> {
  const client = await fixture.raw()
  client.hello()
  return client
}

test('an answer that is longer than a message is an error, and the connection lives', async () => {
  const fixture = await startAgent()
  fixture.engine.obtainBy(async () => ({ ...makeGiven(), environment: { A: 'x'.repeat(frameLimits.fromAgent) } }))
  const client = await greeted(fixture)
  client.request(sessionRequest())
  expect(await client.next(frameTypes.reply)).toMatchObject({ error: { code: 'unexpected' } })
  client.request({ op: 'status' })
  expect(codeOf(await client.next(frameTypes.reply))).toBe('ok')
})

test('twenty requests with names as long as a message still make a status', async () => {
  const fixture = await startAgent()
  const client = await fixture.client()
  const profile = 'p'.repeat(60_000)
  for (let count = 0; count < 25; count++)
    await client.request({ op: 'session', call: formatSessionCall(makeCall(profile)) })
  expect(JSON.stringify(await client.request({ op: 'status' })).length).toBeLessThan(20_000)
})

test('a client that does not read its answers is asked for nothing more, and is dropped', async () => {
  const fixture = await startAgent({ patience: littlePatience })
  let obtained = 0
  fixture.engine.obtainBy(async () => {
    obtained += 1
    return { ...makeGiven(), environment: { A: 'x'.repeat(200_000) } }
  })
  const client = await greeted(fixture)
  client.socket.pause()
  for (let count = 0; count < 500; count++) client.request(sessionRequest())
  await expect.poll(() => fixture.connections()).toBe(0)
  expect(obtained).toBeLessThan(20)
  expect(await fixture.servesOthers()).toBe(true)
})

test('notices to a client that does not read are not kept for it', async () => {
  const fixture = await startAgent()
  fixture.engine.obtainBy(async (_call, ports) => {
    for (let count = 0; count < 100_000; count++) ports.notify({ level: 'info', message: 'x'.repeat(1000) })
    throw new AwsxError('access_denied', 'no')
  })
  const client = await greeted(fixture)
  await client.next(frameTypes.hello)
  client.socket.pause()
  client.request(sessionRequest())
  await expect.poll(() => fixture.connections()).toBe(0)
  expect(await fixture.servesOthers()).toBe(true)
})

test('a client of another user is not even greeted', async () => {
  const fixture = await startAgent({ peerOf: () => ({ uid: 1001, pid: 1 }) })
  const client = await fixture.raw()
  client.hello()
  await client.closed()
  expect(client.received).toEqual([])
})
