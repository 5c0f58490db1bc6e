/** One message on the socket. */
export interface Frame {
  readonly type: number
  readonly payload: Uint8Array
}

/** Why a byte stream is not ours: the connection cannot go on. */
export class FrameError extends Error {
  override readonly name: string = 'FrameError'
}

const headerBytes = 4

/** A frame as bytes: the length of what follows (u32, big endian), the type (u8), the payload. */
export function encodeFrame(type: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(headerBytes + 1 + payload.length)
  new DataView(bytes.buffer).setUint32(0, payload.length + 1)
  bytes[headerBytes] = type
  bytes.set(payload, headerBytes + 1)
  return bytes
}

/** Whether a reader with this limit refuses a frame. */
export function isTooLong(frame: Uint8Array, maxBytes: number): boolean {
  return frame.length - headerBytes > maxBytes
}

/** The twin of {@link encodeFrame}, for bytes that come in pieces. */
export interface FrameReader {
  /** The frames that are complete now. Throws {@link FrameError} for an empty frame and one over the limit, and ever after. */
  push(chunk: Uint8Array): Frame[]
  /** Whether a frame has begun and is not complete. */
  isPartial(): boolean
  /** Overwrites what has come of a frame that will never be complete. */
  clear(): void
}

/** A reader of frames of at most `maxBytes`, the type counted. What it keeps of a frame is no more than has come. */
export function createFrameReader(maxBytes: number): FrameReader {
  const header = new Uint8Array(headerBytes)
  let headerLength = 0
  let body: Uint8Array | null = null
  let bodyLength = 0
  let wanted = 0
  let broken: FrameError | null = null

  function refuse(why: string): FrameError {
    broken = new FrameError(why)
    return broken
  }

  function take(chunk: Uint8Array, from: number): number {
    if (headerLength < headerBytes) {
      const count = Math.min(headerBytes - headerLength, chunk.length - from)
      header.set(chunk.subarray(from, from + count), headerLength)
      headerLength += count
      if (headerLength < headerBytes) return from + count
      wanted = new DataView(header.buffer).getUint32(0)
      if (wanted === 0) throw refuse('an empty frame')
      if (wanted > maxBytes) throw refuse(`a frame of ${wanted} bytes`)
      return from + count
    }
    const count = Math.min(wanted - bodyLength, chunk.length - from)
    body = makeRoom(body, bodyLength, bodyLength + count, wanted)
    body.set(chunk.subarray(from, from + count), bodyLength)
    bodyLength += count
    return from + count
  }

  function start(): void {
    body = null
    headerLength = 0
    bodyLength = 0
    wanted = 0
  }

  return {
    push(chunk) {
      if (broken !== null) throw broken
      const frames: Frame[] = []
      try {
        for (let at = 0; at < chunk.length;) {
          at = take(chunk, at)
          if (body === null || bodyLength < wanted) continue
          frames.push({ type: body[0] ?? 0, payload: body.subarray(1, wanted) })
          start()
        }
      } catch (error) {
        // Nobody gets these any more.
        for (const { payload } of frames) payload.fill(0)
        throw error
      }
      return frames
    },
    isPartial: () => headerLength > 0,
    clear() {
      body?.fill(0)
      start()
    },
  }
}

/** Room that grows with what came: a length alone costs no memory. */
function makeRoom(body: Uint8Array | null, used: number, needed: number, wanted: number): Uint8Array {
  if (body !== null && body.length >= needed) return body
  const larger = new Uint8Array(Math.min(wanted, Math.max(needed, (body?.length ?? 0) * 2)))
  if (body !== null) {
    larger.set(body.subarray(0, used))
    // What is copied may be half a passphrase.
    body.fill(0)
  }
  return larger
}
