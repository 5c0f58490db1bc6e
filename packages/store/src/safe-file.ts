import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { AwsxError, type AwsxErrorCode } from '@awsx/core'
import { errnoOf, retryInterrupted } from './errno.ts'

/** How a file is read by {@link readFileSafely}. */
export interface SafeReadOptions {
  /** More than this is refused before anything is read. */
  readonly maxBytes: number
  /** Refuse a mode wider than 0600; default true. */
  readonly requirePrivate?: boolean
  /** Read through a symlink; default false. */
  readonly followSymlink?: boolean
  /** The code of a file that cannot be read; default `config_unreadable`. */
  readonly unreadable?: AwsxErrorCode
  /** The code of a file that must not be trusted (owner, mode, symlink, not a regular file); default `config_untrusted`. */
  readonly untrusted?: AwsxErrorCode
}

/**
 * Reads a whole regular file that belongs to this user or root; null when it is not there.
 *
 * Everything is asked of the open file, not of its path, so it cannot be swapped in between; a FIFO does not block.
 * Throws `config_unreadable` or `config_untrusted`, or the codes in the options.
 */
export function readFileSafely(path: string, options: SafeReadOptions): Uint8Array | null {
  const untrusted = (what: string, hint: string): AwsxError =>
    new AwsxError(options.untrusted ?? 'config_untrusted', `${path} ${what}`, { hint, data: { path } })
  const follow = options.followSymlink === true ? 0 : constants.O_NOFOLLOW
  let fd: number
  try {
    fd = retryInterrupted(() => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | follow))
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return null
    if (errno === 'ELOOP' || errno === 'EMLINK') throw untrusted('is a symlink', `ls -l ${path}`)
    throw unreadable(path, options, cause)
  }
  try {
    const stats = retryInterrupted(() => fstatSync(fd))
    if (!stats.isFile()) throw untrusted('is not a regular file', `ls -l ${path}`)
    if (!isTrustedOwner(stats.uid)) throw untrusted('belongs to another user', `ls -l ${path}`)
    if (options.requirePrivate !== false && (stats.mode & 0o177) !== 0) {
      throw untrusted(`has mode 0${(stats.mode & 0o777).toString(8)}, which is wider than 0600`, `chmod 600 ${path}`)
    }
    if (stats.size > options.maxBytes) throw untrusted(`is larger than ${options.maxBytes} bytes`, `ls -l ${path}`)
    return readAtMost(fd, options.maxBytes, stats.size) ?? fail(untrusted(`grew while it was read`, `ls -l ${path}`))
  } catch (cause) {
    throw cause instanceof AwsxError ? cause : unreadable(path, options, cause)
  } finally {
    closeAfterReading(fd)
  }
}

function closeAfterReading(fd: number): void {
  try {
    closeSync(fd)
  } catch {
    // What was wanted of the file is here; the descriptor is closed whatever close says (close(2)).
  }
}

/** Whether files of this owner may be trusted: this user's own, and root's. */
export function isTrustedOwner(uid: number): boolean {
  return uid === 0 || uid === process.geteuid?.()
}

function readAtMost(fd: number, maxBytes: number, expected: number): Uint8Array | null {
  // One byte more than expected, to see the end of the file in one call.
  let bytes = new Uint8Array(expected + 1)
  let length = 0
  for (;;) {
    const count = retryInterrupted(() => readSync(fd, bytes, length, bytes.length - length, null))
    if (count === 0) return bytes.subarray(0, length)
    length += count
    if (length > maxBytes) return null
    if (length < bytes.length) continue
    const larger = new Uint8Array(Math.min(bytes.length * 2, maxBytes + 1))
    larger.set(bytes)
    bytes.fill(0)
    bytes = larger
  }
}

function unreadable(path: string, options: SafeReadOptions, cause: unknown): AwsxError {
  const message = `${path} could not be read (${errnoOf(cause) ?? 'unknown reason'})`
  return new AwsxError(options.unreadable ?? 'config_unreadable', message, {
    hint: `ls -l ${path}`,
    cause,
    data: { path, errno: errnoOf(cause) },
  })
}

function fail(error: AwsxError): never {
  throw error
}
