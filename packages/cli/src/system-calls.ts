import type { Socket } from 'node:net'
import type { Libc } from './libc.ts'

/** Who is at the other end of a unix socket. */
export interface Peer {
  readonly uid: number
  /** As it was when the connection was made; by now that process may be gone and the number another's. */
  readonly pid: number
}

/** What the agent asks of the system, as far as the runtime can reach it. */
export interface SystemCalls {
  /** Whether {@link SystemCalls.peerOf} can answer at all. */
  readonly canSeePeers: boolean
  /**
   * From now on no process of the same user may read this one's memory, environment or core (root may). Returns whether
   * that holds; false where the runtime has no such call. `execve` ends it.
   */
  refuseTracing(): boolean
  /** Who made this connection; null where the runtime cannot tell, or the socket is closed. */
  peerOf(socket: Socket): Peer | null
}

// include/uapi/linux/prctl.h
const getDumpable = 3
const setDumpable = 4
// include/uapi/asm-generic/socket.h
const solSocket = 1
const soPeercred = 17

/** The calls over libc; with null each says that it cannot. Sources: prctl(2) PR_SET_DUMPABLE, unix(7) SO_PEERCRED. */
export function createSystemCalls(libc: Libc | null): SystemCalls {
  return {
    canSeePeers: libc !== null,

    refuseTracing() {
      if (libc === null) return false
      libc.prctl(setDumpable, 0)
      return libc.prctl(getDumpable, 0) === 0
    },

    peerOf(socket) {
      const fd = descriptorOf(socket)
      if (libc === null || fd === null) return null
      // struct ucred { pid, uid, gid }: three words.
      if (libc.getsockopt(fd, solSocket, soPeercred) !== 12) return null
      const [pid, uid] = libc.words
      return pid === undefined || uid === undefined ? null : { uid, pid }
    },
  }
}

/** Both runtimes keep it in the handle; neither has a public name for it. */
function descriptorOf(socket: Socket): number | null {
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly fd?: unknown } | null }
  return typeof handle?.fd === 'number' && handle.fd >= 0 ? handle.fd : null
}
