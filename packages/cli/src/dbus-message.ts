/** A call of a D-Bus method that takes nothing, or one dictionary of strings. */
export interface DbusCall {
  readonly serial: number
  readonly destination: string
  readonly path: string
  readonly interface: string
  readonly member: string
  readonly argument: ReadonlyMap<string, string> | null
}

/** What comes back. */
export interface DbusMessage {
  readonly type: 'call' | 'return' | 'error' | 'signal' | 'unknown'
  /** The serial of the call this answers; null for what answers none. */
  readonly replyTo: number | null
  /** The name of the error; null for what is none. */
  readonly error: string | null
  readonly body: Buffer
  /** How many bytes it took. */
  readonly length: number
}

const types = ['unknown', 'call', 'return', 'error', 'signal'] as const
const mostBytes = 1024 * 1024

/** A call as bytes, little-endian. Source: D-Bus Specification 0.43, "Message Protocol". */
export function formatDbusCall(call: DbusCall): Buffer {
  const body = call.argument === null ? Buffer.alloc(0) : formatStrings(call.argument)
  const field = (code: number, signature: 'o' | 's' | 'g', value: string) => ({ code, signature, value })
  const fields = [
    field(1, 'o', call.path),
    field(2, 's', call.interface),
    field(3, 's', call.member),
    field(6, 's', call.destination),
    ...(call.argument === null ? [] : [field(8, 'g', 'a{ss}')]),
  ]
  let header = Buffer.alloc(16)
  header.write('l', 0, 'latin1')
  header[1] = 1
  header[3] = 1
  header.writeUInt32LE(body.length, 4)
  header.writeUInt32LE(call.serial, 8)
  for (const { code, signature, value } of fields) {
    header = Buffer.concat([pad(header, 8), Buffer.from([code, 1, signature.charCodeAt(0), 0])])
    header = signature === 'g' ? Buffer.concat([header, formatSignature(value)]) : appendString(header, value)
  }
  header.writeUInt32LE(header.length - 16, 12)
  return Buffer.concat([pad(header, 8), body])
}

/** The first message in `bytes`; null where it is not whole yet. Throws for what is no message. */
export function parseDbusMessage(bytes: Buffer): DbusMessage | null {
  if (bytes.length < 16) return null
  if (bytes[0] !== 0x6c || bytes[3] !== 1) throw new Error('not a little-endian D-Bus message')
  const bodyLength = bytes.readUInt32LE(4)
  const fieldsEnd = 16 + bytes.readUInt32LE(12)
  const bodyStart = align(fieldsEnd, 8)
  const length = bodyStart + bodyLength
  if (length > mostBytes) throw new Error('the D-Bus message is too large')
  if (bytes.length < length) return null
  let replyTo: number | null = null
  let error: string | null = null
  for (let at = 16; at < fieldsEnd;) {
    at = align(at, 8)
    const code = bytes[at]
    const signature = bytes.toString('latin1', at + 2, at + 2 + (bytes[at + 1] ?? 0))
    at += 3 + signature.length
    if (signature === 'u') {
      at = align(at, 4)
      if (code === 5) replyTo = bytes.readUInt32LE(at)
      at += 4
    } else if (signature === 's' || signature === 'o') {
      at = align(at, 4)
      const size = bytes.readUInt32LE(at)
      if (code === 4) error = bytes.toString('utf8', at + 4, at + 4 + size)
      at += 5 + size
    } else if (signature === 'g') {
      at += 2 + (bytes[at] ?? 0)
    } else {
      throw new Error('a D-Bus header field of an unknown type')
    }
  }
  const type = types[bytes[1] ?? 0] ?? 'unknown'
  return { type, replyTo, error, body: bytes.subarray(bodyStart, length), length }
}

/** The lengths in bytes of two arrays of object paths, `aoao`: 0 for an empty one. Throws for a shorter body. */
export function parseTwoArrays(body: Buffer): readonly [number, number] {
  const first = body.readUInt32LE(0)
  return [first, body.readUInt32LE(align(4 + first, 4))]
}

function formatStrings(map: ReadonlyMap<string, string>): Buffer {
  // The length of the array does not count the padding before its first element.
  let bytes: Buffer = Buffer.alloc(8)
  for (const [name, value] of map) bytes = appendString(appendString(pad(bytes, 8), name), value)
  bytes.writeUInt32LE(bytes.length - 8, 0)
  return bytes
}

function appendString(bytes: Buffer, text: string): Buffer<ArrayBuffer> {
  const encoded = Buffer.from(text, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32LE(encoded.length)
  return Buffer.concat([pad(bytes, 4), length, encoded, Buffer.alloc(1)])
}

function formatSignature(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length]), Buffer.from(text, 'latin1'), Buffer.alloc(1)])
}

function pad(bytes: Buffer, to: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(align(bytes.length, to) - bytes.length)])
}

function align(length: number, to: number): number {
  return Math.ceil(length / to) * to
}
