import type { IPty } from '@lydell/node-pty'
import type { ReadStream } from 'node:tty'

const pollMs = 100

/**
 * Makes a terminal of node-pty give all that its command wrote before it says that the command has ended.
 *
 * node-pty closes the terminal 200 ms after the end, for on some systems nothing else would; what this process, on a busy
 * machine, has not read by then is lost (`DESTROY_SOCKET_TIMEOUT_MS` in its unixTerminal.js). Here it is closed once
 * nothing came any more. Returns what closes it at once, as a closed window does.
 */
export function drainBeforeClose(child: IPty): () => void {
  // The declaration leaves both out.
  const terminal = child as unknown as { destroy(): void }
  const socket = Reflect.get(child, '_socket') as ReadStream
  const close = socket.destroy.bind(socket)
  let isDraining = false

  async function drain(): Promise<void> {
    for (let read = -1; read !== socket.bytesRead && !socket.destroyed;) {
      read = socket.bytesRead
      // The loop reads between a timer and an immediate, however late the timer is.
      await new Promise((resolve) => setTimeout(() => setImmediate(resolve), pollMs))
    }
    close()
  }

  socket.destroy = () => {
    if (!isDraining) void drain()
    isDraining = true
    return socket
  }
  return () => {
    socket.destroy = close
    terminal.destroy()
  }
}
