import type { Socket } from 'node:net'
import { createFrameReader, encodeFrame, FrameError, type Frame } from './frame.ts'
import { frameLimits, patienceMs } from './protocol.ts'
import { encodeJson, type Json } from './wire-json.ts'

/** One client, in frames. */
export interface Connection {
  send(type: number, value: Json): void
  /** Sends what is left to send, and closes. */
  end(): void
  /** Closes at once. */
  destroy(): void
  /** True from the moment the client can send nothing any more. */
  isEnded(): boolean
  /** Whether the client owes a frame: then it is dropped after a while. */
  expect(owes: boolean): void
}

/** What happens on a connection. */
export interface ConnectionEvents {
  frame(frame: Frame): void
  /** The client has sent all it will ever send: it may still read. */
  ended(): void
  /** Nothing gets through any more. */
  closed(): void
}

/** Puts frames on a socket; a client that sends anything else is dropped. */
export function openConnection(socket: Socket, events: ConnectionEvents): Connection {
  const reader = createFrameReader(frameLimits.fromClient)
  let timer: NodeJS.Timeout | undefined
  let owed = false
  let isEnded = false

  function arm(): void {
    clearTimeout(timer)
    if (owed || reader.isPartial()) timer = setTimeout(() => socket.destroy(), patienceMs.idleClient)
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      for (const frame of reader.push(chunk)) events.frame(frame)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      socket.destroy()
      return
    } finally {
      // It may have been a passphrase.
      chunk.fill(0)
    }
    // Not from the last byte on: a client that drips one every second is no client.
    if (!reader.isPartial() || timer === undefined) arm()
  })
  socket.on('end', () => {
    isEnded = true
    clearTimeout(timer)
    events.ended()
  })
  // What went wrong does not matter: the client is gone either way.
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    isEnded = true
    clearTimeout(timer)
    events.closed()
  })

  return {
    send(type, value) {
      if (!socket.destroyed && socket.writable) socket.write(encodeFrame(type, encodeJson(value)))
    },
    end: () => socket.end(),
    destroy: () => socket.destroy(),
    isEnded: () => isEnded,
    expect(owes) {
      owed = owes
      clearTimeout(timer)
      timer = undefined
      arm()
    },
  }
}
