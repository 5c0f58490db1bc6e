import type { Socket } from 'node:net'
import { createDeadline } from './deadline.ts'
import { createFrameReader, FrameError, isTooLong, type Frame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameLimits, type Patience } from './protocol.ts'
import type { Json } from './wire-json.ts'

/** One client, in frames. */
export interface Connection {
  /** False when the message is too long for a frame: then nothing was sent. */
  send(type: number, value: Json): boolean
  /** Resolves when all that was sent has left, or nothing gets through any more. */
  drained(): Promise<void>
  /** Sends what is left to send, and closes. */
  end(): void
  /** Closes at once. */
  destroy(): void
  /** True from the moment the client can send nothing any more. */
  isEnded(): boolean
  /** True from the moment nothing gets through any more. */
  isClosed(): boolean
  /** Whether the client owes a request: then it is dropped after a while. */
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

/** What may wait for a client that does not read; a reply more than that, and it is none. */
const mostUnsent = 2 * frameLimits.fromAgent

/** Puts frames on a socket; a client that sends anything else, or does not read, is dropped. */
export function openConnection(socket: Socket, events: ConnectionEvents, patience: Patience): Connection {
  const reader = createFrameReader(frameLimits.fromClient)
  const drop = (): void => void socket.destroy()
  const owing = createDeadline(patience.idleClient, drop)
  // From the first byte of a frame on, not from the last that came: a client that drips one every second is no client.
  const begun = createDeadline(patience.idleClient, drop)
  const unread = createDeadline(patience.idleClient, drop)
  let unsent = 0
  let waiting: (() => void)[] = []
  let isEnded = false

  socket.on('data', (chunk: Buffer) => {
    const frames = read(chunk)
    if (!reader.isPartial()) begun.stop()
    else if (frames.length > 0 || !begun.isRunning()) begun.start()
    for (const frame of frames) {
      // What follows a frame that it was dropped for is not looked at.
      if (socket.destroyed) frame.payload.fill(0)
      else events.frame(frame)
    }
  })
  socket.on('end', () => {
    isEnded = true
    rest()
    events.ended()
  })
  // What went wrong does not matter: the client is gone either way.
  socket.on('error', drop)
  socket.on('close', () => {
    isEnded = true
    rest()
    unread.stop()
    release()
    events.closed()
  })

  function read(chunk: Buffer): Frame[] {
    try {
      return reader.push(chunk)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      socket.destroy()
      return []
    } finally {
      // It may have been a passphrase.
      chunk.fill(0)
    }
  }

  function rest(): void {
    owing.stop()
    begun.stop()
    reader.clear()
  }

  function release(): void {
    const released = waiting
    waiting = []
    for (const go of released) go()
  }

  function left(): void {
    unsent -= 1
    if (unsent > 0) return unread.start()
    unread.stop()
    release()
  }

  return {
    send(type, value) {
      if (socket.destroyed || !socket.writable) return true
      const frame = encodeMessage(type, value)
      if (isTooLong(frame, frameLimits.fromAgent)) {
        frame.fill(0)
        return false
      }
      unsent += 1
      socket.write(frame, () => {
        frame.fill(0)
        left()
      })
      if (socket.writableLength > mostUnsent) drop()
      else if (socket.writableLength > 0 && !unread.isRunning()) unread.start()
      return true
    },
    drained: () => (unsent === 0 || socket.destroyed ? Promise.resolve() : new Promise((go) => waiting.push(go))),
    end() {
      socket.end()
      // It has to go as well.
      if (!socket.destroyed) owing.start()
    },
    destroy: drop,
    isEnded: () => isEnded,
    isClosed: () => socket.destroyed,
    expect(owes) {
      if (owes && !isEnded) owing.start()
      else owing.stop()
    },
  }
}
