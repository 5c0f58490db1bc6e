import { linkSync, lstatSync, readlinkSync, renameSync, type Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AwsxError } from '@awsx/core'
import { errnoOf, outcomeUnknown, retryInterrupted, writeFailed } from './errno.ts'
import { syncFolder } from './folder.ts'
import { removeQuietly, writeTempFile } from './temp-file.ts'

/** How a file is written by {@link writeFileDurably}. */
export interface DurableWriteOptions {
  /** Default 0600; set exactly, whatever the umask. */
  readonly mode?: number
  /** A file that is there keeps its mode; default false. */
  readonly keepMode?: boolean
  /** A symlink at `path` stays, and the file it points to is replaced; one level only; default false. */
  readonly followSymlink?: boolean
  /** Fail when there is something at `path` already; default false. */
  readonly exclusive?: boolean
}

/**
 * Replaces a whole file: afterwards it has all of the old bytes or all of the new, and on return the new ones survive
 * a power cut.
 *
 * Throws `write_failed`; its `data.outcome` is `unchanged`, or `unknown` when only the last fsync failed, its `data.errno`
 * is `EEXIST` where an exclusive write found something. The folder must exist.
 */
export function writeFileDurably(path: string, bytes: Uint8Array, options: DurableWriteOptions = {}): void {
  const target = resolveTarget(path, options)
  const folder = dirname(target.path)
  try {
    const temp = writeTempFile(folder, bytes, { mode: target.mode })
    try {
      if (options.exclusive === true) {
        retryInterrupted(() => linkSync(temp, target.path))
        removeQuietly(temp)
      } else {
        retryInterrupted(() => renameSync(temp, target.path))
      }
    } catch (cause) {
      removeQuietly(temp)
      throw cause
    }
  } catch (cause) {
    if (errnoOf(cause) === 'EEXIST') throw refused(path, 'is there already and is not replaced', 'EEXIST')
    throw writeFailed(path, cause)
  }
  try {
    syncFolder(folder)
  } catch (cause) {
    throw outcomeUnknown(path, cause)
  }
}

function resolveTarget(path: string, options: DurableWriteOptions): { path: string; mode: number } {
  const mode = options.mode ?? 0o600
  let target = resolve(path)
  let stats = lstat(target)
  if (stats?.isSymbolicLink() === true && options.followSymlink === true) {
    target = resolve(dirname(target), readlinkSync(target))
    stats = lstat(target)
  }
  if (stats === null) return { path: target, mode }
  if (stats.isSymbolicLink()) throw refused(path, 'is a symlink')
  if (!stats.isFile()) throw refused(path, 'is not a regular file')
  return { path: target, mode: options.keepMode === true ? stats.mode & 0o777 : mode }
}

function lstat(path: string): Stats | null {
  try {
    return retryInterrupted(() => lstatSync(path))
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return null
    throw writeFailed(path, cause)
  }
}

function refused(path: string, what: string, errno: string | null = null): AwsxError {
  return new AwsxError('write_failed', `${path} ${what}`, {
    hint: `ls -l ${path}`,
    data: { path, errno, outcome: 'unchanged' },
  })
}
