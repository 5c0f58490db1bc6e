import { lstatSync, type Stats } from 'node:fs'
import { dirname } from 'node:path'
import { commandWord } from '@awsx/core'

/** Why a socket is not spoken to: others could have put it there. */
export interface UntrustedSocket {
  readonly reason: string
  /** The command that mends it. */
  readonly mend: string
}

/**
 * Whether the socket at `path` can only be this user's: it lies in a folder of the user's that nobody else gets into,
 * and is itself no link. Null when all is well, and when there is no socket.
 */
export function judgeSocket(path: string, uid: number): UntrustedSocket | null {
  const folder = dirname(path)
  const place = look(folder)
  if (place === null) return null
  if (typeof place === 'string') return { reason: `${folder} cannot be looked at: ${place}`, mend: `ls -ld ${folder}` }
  if (!place.isDirectory() || place.uid !== uid)
    return { reason: `${folder} is not your own folder`, mend: moveAway(folder) }
  if ((place.mode & 0o077) !== 0)
    return { reason: `${folder} is open to others`, mend: `chmod 700 ${commandWord(folder, 'FOLDER')}` }
  const socket = look(path)
  if (socket === null || (typeof socket === 'object' && socket.isSocket() && socket.uid === uid)) return null
  return { reason: `${path} is not a socket of yours`, mend: moveAway(path) }
}

/** Whatever it is, whoever put it there: it is not lost, and not in the way. */
function moveAway(path: string): string {
  return `mv ${commandWord(path, 'PATH')} ${commandWord(`${path}.old`, 'PATH.old')}`
}

/** Null for what is not there, the system's word for what cannot be looked at. */
function look(path: string): Stats | string | null {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) ?? null
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Where a file stands in the way there is no socket either; who wants to write there is told.
    return code === 'ENOTDIR' ? null : (code ?? String(error))
  }
}
