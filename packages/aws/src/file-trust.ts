import { lstatSync, realpathSync, statSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { dirname } from 'node:path'

/** Whether programs that a config file names may run. */
export interface FileTrust {
  /** Why no program from this file runs; null when they may. */
  readonly untrusted: string | null
  /** Why a person should look at its permissions although it is trusted; null when all is well. */
  readonly warning: string | null
}

const groupWritable = 0o020
const othersWritable = 0o002
const sticky = 0o1000

/**
 * Judges the file that `stats` was taken from (by `fstat`, so that it is the one that was read) and was opened as
 * `path`.
 *
 * Trusted is what only this user and root can change: owned by one of them, not writable by others, in a folder others
 * cannot replace it in. Group-writable is fine for a user-private group (its gid is the uid of the owner, as with a
 * umask of 002), else a warning.
 */
export function judgeFile(path: string, stats: Stats, uid: number): FileTrust {
  return { untrusted: reasonAgainst(path, stats, uid), warning: warningFor(path, stats) }
}

function reasonAgainst(path: string, stats: Stats, uid: number): string | null {
  // A device (/dev/null stands for an empty file) names no program.
  if (!stats.isFile()) return null
  if (stats.uid !== uid && stats.uid !== 0) return `${path} belongs to another user (uid ${stats.uid})`
  if ((stats.mode & othersWritable) !== 0) return `${path} is writable by every user (chmod o-w)`
  return reasonAgainstFolders(path, uid)
}

function reasonAgainstFolders(path: string, uid: number): string | null {
  const folders = new Set([dirname(path)])
  if (lstatSync(path).isSymbolicLink()) folders.add(dirname(realpathSync(path)))
  for (const folder of folders) {
    const stats = statSync(folder)
    if (stats.uid !== uid && stats.uid !== 0) return `${folder} belongs to another user (uid ${stats.uid})`
    if ((stats.mode & othersWritable) !== 0 && (stats.mode & sticky) === 0) {
      return `${folder} is writable by every user (chmod o-w)`
    }
  }
  return null
}

function warningFor(path: string, stats: Stats): string | null {
  const shared = stats.isFile() && (stats.mode & groupWritable) !== 0 && stats.gid !== stats.uid
  return shared ? `${path} is writable by group ${stats.gid}: its members can name programs that awsx runs` : null
}
