import { existsSync } from 'node:fs'

/** The client's end of a unix socket. */
export interface ClientSocket {
  /** Sends these bytes, and overwrites them once the kernel has them. */
  send(bytes: Uint8Array): void
  /** False from the moment nothing gets through any more. */
  isOpen(): boolean
  /** Closes at once. */
  close(): void
}

/** What happens on it; `data` is overwritten when the callback returns. */
export interface ClientSocketEvents {
  data(chunk: Uint8Array): void
  closed(): void
}

/** Why there is none: nobody is there, or nobody takes the connection. */
export type NoSocket = 'none' | 'silent'

/** Connects to a unix socket, in each runtime by what is there the soonest. Never throws. */
export async function openClientSocket(path: string, events: ClientSocketEvents): Promise<ClientSocket | NoSocket> {
  if (!existsSync(path)) return 'none'
  const { Bun: bun } = globalThis as { Bun?: BunSockets }
  try {
    return await (bun === undefined ? openByNode(path, events) : openByBun(bun, path, events))
  } catch (error) {
    // More wait for it than the kernel lets wait. Else nobody is there (ENOENT), nobody listens (ECONNREFUSED), or the
    // place cannot be reached: for the caller all one. Bun has one name for all.
    return (error as NodeJS.ErrnoException).code === 'EAGAIN' ? 'silent' : 'none'
  }
}

/** What awsx uses of https://bun.com/docs/api/tcp. */
interface BunSockets {
  connect(options: { unix: string; socket: object }): Promise<BunSocket>
}
interface BunSocket {
  /** How many of the bytes the kernel took; none, or fewer than none, when it takes none now. */
  write(bytes: Uint8Array): number
  terminate(): void
}

/** `node:net` brings streams along: to load it takes the native build longer than an empty program runs. */
async function openByBun(bun: BunSockets, path: string, events: ClientSocketEvents): Promise<ClientSocket> {
  let unsent: { readonly bytes: Uint8Array; at: number }[] = []
  let isOpen = true

  function closed(): void {
    if (!isOpen) return
    isOpen = false
    for (const { bytes } of unsent) bytes.fill(0)
    unsent = []
    events.closed()
  }

  function flush(): void {
    for (let next = unsent[0]; next !== undefined; next = unsent[0]) {
      next.at += Math.max(0, socket.write(next.bytes.subarray(next.at)))
      if (next.at < next.bytes.length) return
      next.bytes.fill(0)
      unsent.shift()
    }
  }

  const socket = await bun.connect({
    unix: path,
    socket: {
      data(_: BunSocket, chunk: Uint8Array) {
        if (isOpen) events.data(chunk)
        chunk.fill(0)
      },
      drain: flush,
      end: (ended: BunSocket) => ended.terminate(),
      error: (failed: BunSocket) => failed.terminate(),
      close: closed,
      // With it an error is the promise's alone.
      connectError: () => undefined,
    },
  })
  return {
    send(bytes) {
      if (!isOpen) return void bytes.fill(0)
      unsent.push({ bytes, at: 0 })
      if (unsent.length === 1) flush()
    },
    isOpen: () => isOpen,
    close() {
      socket.terminate()
      closed()
    },
  }
}

async function openByNode(path: string, events: ClientSocketEvents): Promise<ClientSocket> {
  // Taken here: most commands without an agent need no network either, and it takes time to load.
  const { connect } = process.getBuiltinModule('node:net')
  return await new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.on('connect', () =>
      resolve({
        send: (bytes) => void socket.write(bytes, () => bytes.fill(0)),
        isOpen: () => !socket.destroyed,
        close: () => void socket.destroy(),
      }),
    )
    // After `connect` it says nothing: `close` follows.
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      events.data(chunk)
      chunk.fill(0)
    })
    socket.on('close', events.closed)
  })
}
