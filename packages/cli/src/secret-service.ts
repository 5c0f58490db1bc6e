import { connect, type Socket } from 'node:net'
import { formatDbusCall, parseDbusMessage, parseTwoArrays, type DbusCall, type DbusMessage } from './dbus-message.ts'

/** Whether the Secret Service would give an item out without a question to the person. */
export type ItemState = 'unlocked' | 'locked' | 'absent'

/**
 * Looks for an item without opening it: the library asks the person to unlock what is locked, and there is no call of it
 * that does not. Throws where the bus or the service cannot be reached.
 *
 * Source: Secret Service API 0.2, `SearchItems`.
 */
export async function findItemState(
  env: Readonly<Record<string, string | undefined>>,
  attributes: ReadonlyMap<string, string>,
): Promise<ItemState> {
  const socket = connect(busPath(env))
  try {
    const read = createReader(socket)
    const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
    socket.write(`\0AUTH EXTERNAL ${uid}\r\n`)
    const answer = await read(takeLine)
    if (!answer.startsWith('OK ')) throw new Error('the session bus does not let this user in')
    socket.write('BEGIN\r\n')
    const call = async (what: DbusCall): Promise<Buffer> => {
      socket.write(formatDbusCall(what))
      for (;;) {
        const message = await read(takeMessage)
        if (message.replyTo !== what.serial) continue
        if (message.type === 'return') return message.body
        throw new Error(message.error ?? 'the session bus gave no answer')
      }
    }
    const bus = 'org.freedesktop.DBus'
    await call({
      serial: 1,
      destination: bus,
      path: '/org/freedesktop/DBus',
      interface: bus,
      member: 'Hello',
      argument: null,
    })
    const body = await call({
      serial: 2,
      destination: 'org.freedesktop.secrets',
      path: '/org/freedesktop/secrets',
      interface: 'org.freedesktop.Secret.Service',
      member: 'SearchItems',
      argument: attributes,
    })
    const [unlocked, locked] = parseTwoArrays(body)
    if (unlocked > 0) return 'unlocked'
    return locked > 0 ? 'locked' : 'absent'
  } finally {
    socket.destroy()
  }
}

/** The socket of the session bus; where no variable names it, where systemd puts it. */
function busPath(env: Readonly<Record<string, string | undefined>>): string {
  const { DBUS_SESSION_BUS_ADDRESS: address = '', XDG_RUNTIME_DIR: runtime = '' } = env
  if (address === '') {
    if (runtime !== '') return `${runtime}/bus`
    throw new Error('there is no session bus here')
  }
  const found = /(?:^|;)unix:(?:[^;]*,)?(path|abstract)=([^,;]+)/.exec(address)
  if (found === null) throw new Error('the address of the session bus is not one of a unix socket')
  const path = decodeURIComponent(found[2] ?? '')
  return found[1] === 'abstract' ? `\0${path}` : path
}

interface Taken<T> {
  readonly value: T
  readonly length: number
}

function takeLine(bytes: Buffer): Taken<string> | null {
  const end = bytes.indexOf('\r\n')
  if (end < 0 && bytes.length > 1024) throw new Error('what answers on the session bus is no bus')
  return end < 0 ? null : { value: bytes.toString('latin1', 0, end), length: end + 2 }
}

function takeMessage(bytes: Buffer): Taken<DbusMessage> | null {
  const value = parseDbusMessage(bytes)
  return value === null ? null : { value, length: value.length }
}

/** Reads one thing after the other from a socket, however its bytes are cut. */
function createReader(socket: Socket): <T>(take: (bytes: Buffer) => Taken<T> | null) => Promise<T> {
  let bytes: Buffer = Buffer.alloc(0)
  let failure: Error | null = null
  let wake = (): void => undefined
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, Buffer.from(chunk)])
    wake()
  })
  socket.on('error', (cause) => {
    failure = cause
    wake()
  })
  socket.on('close', () => {
    failure ??= new Error('the session bus hung up')
    wake()
  })
  return async (take) => {
    for (;;) {
      const taken = take(bytes)
      if (taken !== null) {
        bytes = bytes.subarray(taken.length)
        return taken.value
      }
      if (failure !== null) throw failure
      await new Promise<void>((resolve) => (wake = resolve))
    }
  }
}
