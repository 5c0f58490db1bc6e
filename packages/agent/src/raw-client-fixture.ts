import { connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createFrameReader, type Frame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameTypes, protocolVersion } from './protocol.ts'
import { decodeJson, type JsonRecord } from './wire-json.ts'

/** A client by hand. */
export interface RawClient {
  readonly socket: Socket
  readonly received: Frame[]
  send(bytes: Uint8Array): void
  hello(): void
  request(request: JsonRecord): void
  /** The payload of the next frame of a type, whatever else comes before it; rejects when the connection ends. */
  next(type: number): Promise<JsonRecord>
  /** Resolves when the connection is closed. */
  closed(): Promise<void>
}

/** Connects without a hello. */
export async function connectRaw(path: string): Promise<RawClient> {
  const socket = connect({ path, allowHalfOpen: true })
  onTestFinished(() => void socket.destroy())
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const reader = createFrameReader(1 << 20)
  const received: Frame[] = []
  let waiting: (() => void)[] = []
  let isClosed = false
  const wake = (): void => {
    const woken = waiting
    waiting = []
    for (const go of woken) go()
  }
  const end = (): void => {
    isClosed = true
    wake()
  }
  socket.on('data', (chunk: Buffer) => {
    received.push(...reader.push(chunk))
    wake()
  })
  socket.on('error', () => socket.destroy())
  socket.on('end', end).on('close', end)
  const change = (): Promise<void> => new Promise((resolve) => waiting.push(resolve))
  const client: RawClient = {
    socket,
    received,
    send: (bytes) => void socket.write(bytes),
    hello: () => client.send(encodeMessage(frameTypes.hello, { version: protocolVersion })),
    request: (request) => client.send(encodeMessage(frameTypes.request, request)),
    async next(type) {
      for (;;) {
        const index = received.findIndex((frame) => frame.type === type)
        const [found] = index === -1 ? [] : received.splice(index, 1)
        if (found !== undefined) return decodeJson(found.payload) ?? {}
        if (isClosed) throw new Error('the connection was closed')
        await change()
      }
    },
    async closed() {
      for (;;) {
        if (isClosed) return
        await change()
      }
    },
  }
  return client
}
