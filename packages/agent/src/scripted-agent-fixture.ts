import { createServer, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { createFrameReader, type Frame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameTypes } from './protocol.ts'

/** What a scripted agent does with a frame. */
export type Script = (frame: Frame, socket: Socket) => void

/** The hello of a scripted agent. */
export const scriptedHello: Uint8Array = encodeMessage(frameTypes.hello, { version: 1, pid: 7, awsx: '0.1.0' })

/** Serves a script on `path` until the test is over. */
export async function serveScript(path: string, script: Script): Promise<void> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const reader = createFrameReader(1 << 20)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      for (const frame of reader.push(chunk)) script(frame, socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
}

/** An agent that says hello, and then does what is scripted for each request. */
export async function serveRequests(path: string, script: (socket: Socket) => void): Promise<void> {
  await serveScript(path, ({ type }, socket) => {
    if (type === frameTypes.hello) socket.write(scriptedHello)
    else if (type === frameTypes.request) script(socket)
  })
}
