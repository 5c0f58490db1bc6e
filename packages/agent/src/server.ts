import type { Server, Socket } from 'node:net'
import { openConnection, type Connection } from './connection.ts'
import type { Frame } from './frame.ts'
import { frameTypes, patienceMs, protocolVersion } from './protocol.ts'
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
}

/** More waiting requests than any client has. */
const longestQueue = 4096

/** Serves the clients of a listening server: hello first, then one request after the other. */
export function serveConnections(server: Server, deps: AgentServerDeps): void {
  server.on('connection', (socket: Socket) => {
    const peer = deps.peerOf(socket)
    if (peer !== null && peer.uid !== deps.uid) {
      socket.destroy()
      return
    }
    serveClient(socket, deps)
  })
}

function serveClient(socket: Socket, { openHandler, version }: AgentServerDeps): void {
  let greeted = false
  let working = false
  const queue: JsonRecord[] = []
  const connection = openConnection(socket, { frame: take, ended, closed: () => handler.close() })
  const handler = openHandler(connection)
  connection.expect(true)

  function take(frame: Frame): void {
    if (!greeted) return greet(frame)
    switch (frame.type) {
      case frameTypes.request: {
        const request = decodeJson(frame.payload)
        if (request === null || queue.length >= longestQueue) return connection.destroy()
        queue.push(request)
        void work()
        return
      }
      case frameTypes.answer:
      case frameTypes.passphrase:
      case frameTypes.identity:
        if (handler.answer(frame)) return
        // An answer to a question that was taken back meanwhile is late, not wrong; its secret goes all the same.
        frame.payload.fill(0)
        return
      default:
        return connection.destroy()
    }
  }

  function greet({ type, payload }: Frame): void {
    const hello = type === frameTypes.hello ? decodeJson(payload) : null
    if (hello === null) return connection.destroy()
    greeted = true
    connection.send(frameTypes.hello, {
      version: protocolVersion,
      awsx: version,
      pid: process.pid,
      nonce: textOf(hello, 'nonce')?.slice(0, 64) ?? '',
    })
    // It knows now which version is spoken here, and what to do about it.
    if (numberOf(hello, 'version') !== protocolVersion) connection.end()
  }

  async function work(): Promise<void> {
    if (working) return
    working = true
    connection.expect(false)
    const alive = setInterval(() => connection.send(frameTypes.alive, {}), patienceMs.alive)
    for (let request = queue.shift(); request !== undefined; request = queue.shift()) {
      connection.send(frameTypes.reply, await answerOf(request))
    }
    clearInterval(alive)
    working = false
    if (connection.isEnded()) connection.end()
    else connection.expect(!handler.isHeld())
  }

  async function answerOf(request: JsonRecord): Promise<JsonRecord> {
    try {
      return { ok: await handler.handle(request) }
    } catch (error) {
      return { error: formatWireError(error) }
    }
  }

  function ended(): void {
    handler.gone()
    if (!working) connection.end()
  }
}
