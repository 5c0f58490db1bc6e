import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  connectAgent,
  createAgent,
  createAgentKeyStore,
  createAgentSessionStore,
  patienceMs,
  serveConnections,
  type AgentEngine,
} from '@awsx/agent'
import { AwsxError, type KeyStore, type SessionStore } from '@awsx/core'
import { createMemoryKeyStore, createMemorySessionStore, resolveStorePaths } from '@awsx/store'
import { describeKeyStore, describeSessionStore, makeKey, makeSession, makeStoreFixture } from '@awsx/store/contracts'
import { expect, onTestFinished, test } from 'vitest'
import { noQuestions } from './agent-link.ts'
import { openAgentStores } from './agent-stores.ts'
import type { Io } from './io.ts'

interface Stores {
  readonly keys: KeyStore
  readonly sessions: SessionStore
}

interface Served extends Stores {
  readonly home: string
  readonly server: Server
}

/** An agent on a real socket with these stores behind it, open from the start. */
async function serveStores({ keys, sessions }: Stores, patience = patienceMs): Promise<Served> {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-stores-'))
  const path = join(folder, 'run', 'agent.sock')
  mkdirSync(join(folder, 'run'), { mode: 0o700 })
  const refuse = async (): Promise<never> => {
    throw new AwsxError('unexpected', 'not of this test')
  }
  const engine: AgentEngine = {
    isUnlocked: () => true,
    unlock: refuse,
    forget: () => undefined,
    keys,
    sessions,
    obtain: refuse,
    pin: refuse,
  }
  const agent = createAgent({
    engine,
    clock: { now: Date.now, sleep: refuse },
    now: () => ({ wall: 0, monotonic: 0 }),
    limits: { lifeMs: 1000, idleMs: null, lockOnSuspend: false },
    describeProcess: () => ({}),
    locked: () => undefined,
    stopped: () => undefined,
  })
  const server = createServer({ allowHalfOpen: true })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  serveConnections(server, { openHandler: agent.openHandler, peerOf: () => null, uid: 0, version: 'test', patience })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  // Each on a connection of its own, as processes are: so they meet in the store, and not in a queue.
  const send: Parameters<typeof createAgentKeyStore>[0] = async (request) => {
    const client = await connectAgent(path, noQuestions)
    if (typeof client === 'string') throw new Error(client)
    try {
      return await client.request(request)
    } finally {
      client.close()
    }
  }
  return { home: folder, server, keys: createAgentKeyStore(send), sessions: createAgentSessionStore(send) }
}

const inFiles = async (): Promise<Served> => await serveStores(await makeStoreFixture().create())
const inMemory = (): Promise<Served> =>
  serveStores({ keys: createMemoryKeyStore(), sessions: createMemorySessionStore() })

const traits = { withholdsSecrets: true }
describeKeyStore('the agent with a file store', async () => (await inFiles()).keys, traits)
describeKeyStore('the agent with a memory store', async () => (await inMemory()).keys, traits)
describeSessionStore('the agent with a file store', async () => (await inFiles()).sessions)
describeSessionStore('the agent with a memory store', async () => (await inMemory()).sessions)

test('lists that are longer than a message come whole, and in their order', async () => {
  const { keys, sessions } = await inMemory()
  const profiles = Array.from({ length: 40 }, (_, index) => `${index}-${'p'.repeat(20_000)}`)
  for (const profile of profiles) {
    await keys.put(makeKey(profile))
    await sessions.put(makeSession(profile))
  }
  expect((await keys.list()).map(({ profile }) => profile)).toEqual(profiles)
  expect((await sessions.list()).map(({ key }) => key)).toEqual(profiles)
})

test('a person who thinks for longer than the agent keeps idle clients still has the stores', async () => {
  const stores = { keys: createMemoryKeyStore([makeKey('prod')]), sessions: createMemorySessionStore() }
  const { home, server } = await serveStores(stores, { ...patienceMs, idleClient: 300 })
  const env = { AWSX_HOME: home }
  const opened = await openAgentStores(resolveStorePaths(env), { env } as unknown as Io)
  const countClients = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_error, count) => resolve(count)))
  expect((await opened?.keys.get('prod'))?.profile).toBe('prod')
  await expect.poll(countClients).toBe(0)
  // The word of it has to arrive here too.
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(await opened?.keys.remove('prod')).toBe(true)
})
