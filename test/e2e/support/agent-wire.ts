import { connect, createServer, type Socket } from 'node:net'
import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { onTestFinished } from 'vitest'

// The protocol written down a second time, on purpose: a change that old clients or agents would not understand fails
// here.
const types = { hello: 1, request: 2, answer: 3, identity: 5, reply: 16, question: 17, alive: 20 } as const

interface WireFrame {
  readonly type: number
  readonly payload: Buffer
}

/** A connection to an agent, in frames made by hand. */
export interface AgentWire {
  /** The reply to a request, as it was sent. */
  ask(request: unknown): Promise<{ readonly ok?: unknown; readonly error?: { readonly code: string } }>
  /** All bytes the agent sent so far. */
  received(): Buffer
  close(): void
}

/** A frame: the length of what follows, a type, JSON or bytes. */
function frame(type: number, value: unknown): Buffer {
  const payload = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value))
  const head = Buffer.alloc(5)
  head.writeUInt32BE(payload.length + 1)
  head[4] = type
  return Buffer.concat([head, payload])
}

/** Speaks to the agent on `path`; the question for the passphrase is answered with `identity`, any other one not. */
export async function openWire(path: string, identity: Buffer): Promise<AgentWire> {
  const socket = connect(path)
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const chunks: Buffer[] = []
  const waiting: ((text: string) => void)[] = []
  onFrames(socket, chunks, ({ type, payload }) => {
    if (type === types.question) {
      const { id, kind } = JSON.parse(payload.toString()) as { readonly id: number; readonly kind: string }
      const isPassphrase = kind === 'passphrase'
      const secret = Buffer.concat([Buffer.from([id]), identity])
      socket.write(
        isPassphrase ? frame(types.identity, secret) : frame(types.answer, { id, error: { code: 'mfa_required' } }),
      )
    }
    if (type === types.reply || type === types.hello) waiting.shift()?.(payload.toString())
  })
  const next = (): Promise<string> =>
    new Promise((resolve, reject) => {
      waiting.push(resolve)
      socket.once('close', () => reject(new Error('the agent hung up')))
    })
  socket.write(frame(types.hello, { version: 1 }))
  await next()
  return {
    async ask(request) {
      socket.write(frame(types.request, request))
      return JSON.parse(await next())
    },
    received: () => Buffer.concat(chunks),
    close: () => socket.destroy(),
  }
}

/** An agent of another time: it says hello with `version`, and nothing else. Counts who came. */
export async function serveOtherVersion(path: string, version: number): Promise<{ visits(): number }> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let visits = 0
  const server = createServer((socket) => {
    visits += 1
    socket.on('error', () => socket.destroy())
    onFrames(socket, [], () => socket.write(frame(types.hello, { version, awsx: '0.0.1', pid: 1 })))
  })
  await new Promise<void>((resolve) => void server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return { visits: () => visits }
}

/** An agent that says hello and never answers a request. Counts the requests. */
export async function serveSilence(path: string): Promise<{ requests(): number }> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let requests = 0
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    onFrames(socket, [], ({ type }) => {
      if (type === types.hello) socket.write(frame(types.hello, { version: 1, awsx: '0.1.0', pid: 1 }))
      else requests += 1
    })
  })
  await new Promise<void>((resolve) => void server.listen(path, resolve))
  onTestFinished(() => void server.close())
  return { requests: () => requests }
}

function onFrames(socket: Socket, chunks: Buffer[], take: (frame: WireFrame) => void): void {
  let rest = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    rest = Buffer.concat([rest, chunk])
    for (let length = lengthOf(rest); length !== null && rest.length >= 4 + length; length = lengthOf(rest)) {
      take({ type: rest[4] ?? 0, payload: rest.subarray(5, 4 + length) })
      rest = rest.subarray(4 + length)
    }
  })
}

function lengthOf(bytes: Buffer): number | null {
  return bytes.length < 4 ? null : bytes.readUInt32BE()
}

/** The 32 bytes of an age identity in its own writing, bech32 (BIP 173). */
export function identityBytes(text: string): Buffer {
  const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
  const symbols = text.toLowerCase().slice(text.lastIndexOf('1') + 1, -6)
  const bits = [...symbols].map((symbol) => alphabet.indexOf(symbol).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
