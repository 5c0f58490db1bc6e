import type { Server, Socket } from 'node:net'
import { AwsxError } from '@awsx/core'
import { openConnection, type Connection } from './connection.ts'
import type { Frame } from './frame.ts'
import { createIdleClients, type IdleClients } from './idle-clients.ts'
import { frameTypes, patienceMs, protocolVersion, type Patience } from './protocol.ts'
import type { RequestHandler } from './request-handler.ts'
import { formatWireError } from './wire-error.ts'
import { decodeJson, numberOf, textOf, type JsonRecord } from './wire-json.ts'

/** Who is at the other end, by the kernel's word; null where the runtime cannot ask. */
export type PeerOf = (socket: Socket) => { readonly uid: number; readonly pid: number } | null

/** What the connections of an agent go by. */
export interface AgentServerDeps {
  /** Opens what one client asks for. */
  openHandler(connection: Connection): RequestHandler
  peerOf: PeerOf
  /** The user it serves. */
  readonly uid: number
  readonly version: string
  /** Tests have less. */
  readonly patience?: Patience
}

/** More waiting requests than any client has, and more bytes of them. */
const mostQueued = { requests: 4096, bytes: 1_048_576 }

/** Far more than ever start at once, and fewer than the files that a process may open. */
const mostIdle = 512

/** Serves the clients of a listening server: hello first, then one request after the other. */
export function serveConnections(server: Server, deps: AgentServerDeps): void {
  const idle = createIdleClients(mostIdle)
  server.on('connection', (socket: Socket) => {
    const peer = deps.peerOf(socket)
    if (peer !== null && peer.uid !== deps.uid) {
      socket.destroy()
      return
    }
    serveClient(socket, deps, idle)
  })
}

interface Queued {
  readonly request: JsonRecord
  readonly bytes: number
}

function serveClient(socket: Socket, deps: AgentServerDeps, idle: IdleClients): void {
  const { openHandler, version, patience = patienceMs } = deps
  let state: 'new' | 'greeted' | 'other version' = 'new'
  let working = false
  let queue: Queued[] = []
  let queuedBytes = 0
  const connection = openConnection(socket, { frame: take, ended, closed }, patience)
  const handler = openHandler(connection)
  expectRequest(true)

  function expectRequest(owes: boolean): void {
    connection.expect(owes)
    if (owes) idle.add(connection)
    else idle.remove(connection)
  }

  function take(frame: Frame): void {
    if (state === 'new') greet(frame)
    else if (state === 'greeted' && takeGreeted(frame) === 'kept') return
    // It may have been a passphrase, or a key.
    frame.payload.fill(0)
  }

  function takeGreeted(frame: Frame): 'kept' | 'done' {
    switch (frame.type) {
      case frameTypes.request:
        enqueue(frame)
        return 'done'
      case frameTypes.answer:
      case frameTypes.passphrase:
      case frameTypes.identity:
        // An answer to a question that was taken back meanwhile is late, not wrong.
        return handler.answer(frame) ? 'kept' : 'done'
      default:
        connection.destroy()
        return 'done'
    }
  }

  function enqueue({ payload }: Frame): void {
    const request = decodeJson(payload)
    queuedBytes += payload.length
    if (request === null || queue.length >= mostQueued.requests || queuedBytes > mostQueued.bytes) {
      return connection.destroy()
    }
    queue.push({ request, bytes: payload.length })
    if (!working) void work()
  }

  function greet({ type, payload }: Frame): void {
    const hello = type === frameTypes.hello ? decodeJson(payload) : null
    if (hello === null) return connection.destroy()
    connection.send(frameTypes.hello, {
      version: protocolVersion,
      awsx: version,
      pid: process.pid,
      nonce: textOf(hello, 'nonce')?.slice(0, 64) ?? '',
    })
    if (numberOf(hello, 'version') === protocolVersion) {
      state = 'greeted'
      return expectRequest(true)
    }
    // It knows now which version is spoken here, and what to do about it. Whatever else it says, is said in another.
    state = 'other version'
    connection.end()
  }

  async function work(): Promise<void> {
    working = true
    expectRequest(false)
    const alive = setInterval(() => connection.send(frameTypes.alive, {}), patience.alive)
    try {
      for (let next = queue.shift(); next !== undefined && !connection.isClosed(); next = queue.shift()) {
        queuedBytes -= next.bytes
        reply(await answerOf(next.request))
        // Who does not read its answers gets no more of them.
        await connection.drained()
      }
    } finally {
      clearInterval(alive)
      working = false
    }
    if (connection.isEnded()) connection.end()
    else expectRequest(!handler.isHeld())
  }

  async function answerOf(request: JsonRecord): Promise<JsonRecord> {
    try {
      return { ok: await handler.handle(request) }
    } catch (error) {
      return { error: formatWireError(error) }
    }
  }

  function reply(answer: JsonRecord): void {
    if (connection.send(frameTypes.reply, answer)) return
    const error = new AwsxError('unexpected', 'the answer is longer than a message of the agent can be')
    connection.send(frameTypes.reply, { error: formatWireError(error) })
  }

  function ended(): void {
    handler.gone()
    if (!working) connection.end()
  }

  function closed(): void {
    queue = []
    idle.remove(connection)
    handler.close()
  }
}
