import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AwsxError, Secret, type Clock, type KeyStore, type SessionStore, type StoredKey } from '@awsx/core'
import { onTestFinished } from 'vitest'
import { createAgent, type Agent, type AgentDeps } from './agent.ts'
import type { AgentEngine, CallerPorts } from './agent-engine.ts'
import type { Caller } from './caller.ts'
import { connectAgent, type AgentClient, type ClientEvents } from './client.ts'
import { encodeFrame } from './frame.ts'
import type { LockLimits, Moment } from './lock-policy.ts'
import { frameTypes, patienceMs, type Patience } from './protocol.ts'
import { connectRaw, type RawClient } from './raw-client-fixture.ts'
import type { Restriction } from './restriction.ts'
import { serveConnections } from './server.ts'
import type { GivenSession, SessionCall } from './session-call.ts'
import type { Json, JsonRecord } from './wire-json.ts'

/** What opens the fake vault. */
export const testPassphrase = 'correct horse battery staple'

/** Patience that a test can wait for. */
export const littlePatience: Patience = { hello: 1000, idleClient: 500, alive: 50, silence: 1000, bystander: 500 }

/** An empty folder that is removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-agent-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Somebody at a terminal, unless `over` says otherwise. */
export function makeCaller(over: Partial<Caller> = {}): Caller {
  return { env: {}, folder: '/', hasPerson: true, terminal: '/dev/pts/1', hasCode: false, pid: 1, ...over }
}

/** A call for `profile`. */
export function makeCall(profile = 'dev', over: Partial<SessionCall> = {}): SessionCall {
  return { profile, mayComplete: false, flags: {}, refresh: false, minTtlSeconds: 60, caller: makeCaller(), ...over }
}

/** A session from `issuedAt` to `expiresAt`, in ms since the epoch. */
export function makeGiven(profile = 'dev', issuedAt = 0, expiresAt: number | null = 3_600_000): GivenSession {
  const credentials = {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('session-secret'),
    sessionToken: new Secret('session-token'),
  }
  return {
    profile,
    session: { credentials, issuedAt, expiresAt, mfaAt: null, accountId: '123456789012', arn: null },
    roleName: null,
    region: 'eu-west-1',
    regionIsCallers: false,
    environment: {},
  }
}

/** A vault that holds one key in memory, and an engine that does what a test says. */
export interface FakeEngine extends AgentEngine {
  /** How often a passphrase was tried. */
  tries(): number
  readonly calls: SessionCall[]
  /** What `obtain` does; at first it unlocks, and gives {@link makeGiven}. */
  obtainBy(obtain: (call: SessionCall, ports: CallerPorts) => Promise<GivenSession>): void
}

/** Makes a {@link FakeEngine}, locked. */
export function createFakeEngine(): FakeEngine {
  let isOpen = false
  let tried = 0
  let obtain = async (call: SessionCall, ports: CallerPorts): Promise<GivenSession> => {
    await ports.unlock()
    return makeGiven(call.profile)
  }
  const key: StoredKey = {
    profile: 'dev',
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('wJalrXUtnFEMI-planted'),
    accountId: null,
    arn: null,
    mfaSerial: null,
    region: null,
    addedAt: 0,
  }
  const keys: KeyStore = {
    list: async () => [key],
    get: async (profile) => (profile === 'dev' ? key : null),
    put: async () => undefined,
    remove: async () => false,
  }
  const sessions: SessionStore = {
    get: async () => null,
    put: async () => undefined,
    delete: async () => undefined,
    list: async () => [],
    recall: async () => null,
    remember: async () => undefined,
  }
  const calls: SessionCall[] = []
  return {
    calls,
    keys,
    sessions,
    tries: () => tried,
    isUnlocked: () => isOpen,
    async unlock(secret) {
      tried += 1
      const isRight = Buffer.from(secret).toString() === testPassphrase
      if (!isRight) throw new AwsxError('wrong_passphrase', 'wrong')
      isOpen = true
    },
    forget: () => void (isOpen = false),
    async obtain(call, ports) {
      calls.push(call)
      return await obtain(call, ports)
    },
    async pin(call, ports) {
      await ports.unlock()
      return { given: makeGiven(call.profile), renew: async () => makeGiven(call.profile, 1, 7_200_000) }
    },
    obtainBy: (next) => void (obtain = next),
  }
}

/** A clock that a test sets; it never sleeps, and says how long it would have. */
export interface TestClock extends Clock {
  readonly slept: number[]
  set(now: number): void
}

/** Makes a {@link TestClock} at 0. */
export function createTestClock(): TestClock {
  let time = 0
  const slept: number[] = []
  return {
    slept,
    now: () => time,
    async sleep(ms) {
      slept.push(ms)
    },
    set: (now) => void (time = now),
  }
}

/** An agent on a real socket. */
export interface AgentFixture {
  readonly path: string
  readonly agent: Agent
  readonly engine: FakeEngine
  readonly clock: TestClock
  readonly server: Server
  readonly locks: string[]
  connections(): Promise<number>
  moment(moment: Moment): void
  raw(): Promise<RawClient>
  /** Connected, greeted, and at the passphrase if it is asked for. */
  client(events?: Partial<ClientEvents>): Promise<AgentClient>
  /** Whether a client that does everything right is served. */
  servesOthers(): Promise<boolean>
}

/** What may be said of a fixture. */
export interface AgentFixtureOptions {
  readonly patience?: Patience
  readonly limits?: Partial<LockLimits>
  readonly restriction?: Restriction
  readonly engine?: FakeEngine
  readonly peerOf?: () => { readonly uid: number; readonly pid: number } | null
}

/** Starts an agent; it ends with the test. */
export async function startAgent(options: AgentFixtureOptions = {}): Promise<AgentFixture> {
  const { patience = patienceMs, engine = createFakeEngine(), restriction } = options
  const path = join(makeFolder(), 'agent.sock')
  const clock = createTestClock()
  const locks: string[] = []
  let now: Moment = { wall: 0, monotonic: 0 }
  const deps: AgentDeps = {
    engine,
    clock,
    now: () => now,
    limits: { lifeMs: 43_200_000, idleMs: null, lockOnSuspend: false, ...options.limits },
    describeProcess: () => ({}),
    locked: (why) => void locks.push(why),
    stopped: () => void locks.push('stopped'),
    patience,
  }
  const agent = createAgent(deps)
  const server = createServer({ allowHalfOpen: true })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  serveConnections(server, {
    openHandler: (connection) => agent.openHandler(connection, restriction),
    peerOf: options.peerOf ?? (() => null),
    uid: 1000,
    version: 'test',
    patience,
  })
  await new Promise<void>((resolve) => server.listen({ path, backlog: 4096 }, resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    agent.lock('the test is over')
    await new Promise((resolve) => server.close(resolve))
  })

  const client: AgentFixture['client'] = async (events = {}) => {
    const found = await connectAgent(path, {
      answer: async () => ({ kind: 'secret', secret: Buffer.from(testPassphrase), of: 'passphrase' }),
      notify: () => undefined,
      heard: () => undefined,
      ...events,
    })
    if (typeof found === 'string') throw new Error(`the agent is ${found}`)
    onTestFinished(() => found.close())
    return found
  }
  return {
    path,
    agent,
    engine,
    clock,
    server,
    locks,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
      ),
    moment: (moment) => void (now = moment),
    raw: () => connectRaw(path),
    client,
    async servesOthers() {
      const other = await client()
      const reply = (await other.request({ op: 'status' })) as JsonRecord
      other.close()
      return typeof reply['requests'] === 'number'
    },
  }
}

/** A request for an unlock by somebody at a terminal. */
export const unlockRequest: JsonRecord = { op: 'unlock', caller: { ...makeCaller(), env: {} } }

/** The answer to a question in raw bytes. */
export function secretFrame(id: number, secret: string): Uint8Array {
  return encodeFrame(frameTypes.passphrase, Buffer.concat([Uint8Array.of(id), Buffer.from(secret)]))
}

/** The number of a question. */
export function idOf(question: JsonRecord): number {
  return typeof question['id'] === 'number' ? question['id'] : -1
}

/** The code of the error in a reply; `ok` where there is none. */
export function codeOf(reply: JsonRecord): Json {
  const error = reply['error'] as JsonRecord | undefined
  return error === undefined ? 'ok' : (error['code'] ?? null)
}
