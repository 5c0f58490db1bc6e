import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  lutimesSync,
  openSync,
  readdirSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { errnoOf, retryInterrupted } from './errno.ts'
import { isUnderPermission } from './permission.ts'

const prefix = '.tmp-'

/** How {@link writeTempFile} writes. */
export interface TempFileOptions {
  /** Default 0600; set exactly, whatever the umask. */
  readonly mode?: number
  /** fsync before it returns; default true. */
  readonly durable?: boolean
  /** The modification time to give it, ms since the epoch. */
  readonly modifiedAt?: number
}

/**
 * Writes a new file with a random name into `folder` and returns its path, or leaves nothing.
 *
 * The whole of `bytes` is in it when it returns: a short write is continued, and the size is checked. Throws the
 * system's own error.
 */
export function writeTempFile(folder: string, bytes: Uint8Array, options: TempFileOptions = {}): string {
  const path = join(folder, `${prefix}${process.pid}-${randomBytes(12).toString('hex')}`)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const durable = options.durable !== false
  // Without fsync, each write has to wait for the disk.
  const wait = durable && isUnderPermission() ? constants.O_SYNC : 0
  const fd = retryInterrupted(() => openSync(path, flags | wait, 0o600))
  let open = true
  try {
    setMode(fd, options.mode ?? 0o600)
    writeFully(fd, bytes)
    // By name, which is random and in a folder of ours: Node has no futimes under --permission.
    if (options.modifiedAt !== undefined) lutimesSync(path, options.modifiedAt / 1000, options.modifiedAt / 1000)
    if (durable && !isUnderPermission()) retryInterrupted(() => fsyncSync(fd))
    open = false
    closeQuietlyInterrupted(fd)
    return path
  } catch (cause) {
    if (open) closeQuietlyInterrupted(fd)
    removeQuietly(path)
    throw cause
  }
}

/** Removes the files that interrupted writers left in a folder before `before` (ms since the epoch). */
export function sweepTempFiles(folder: string, before: number): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue
    const path = join(folder, name)
    // ctime: a session's modification time says when it ends, not when it was written.
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats !== undefined && stats.ctimeMs < before) removeQuietly(path)
  }
}

/** Whether `name` is one that {@link writeTempFile} gives. */
export function isTempFile(name: string): boolean {
  return name.startsWith(prefix)
}

/** Removes a file that is of no more use; one that stays behind is swept later. */
export function removeQuietly(path: string): void {
  try {
    retryInterrupted(() => unlinkSync(path))
  } catch {}
}

/** open obeys the umask; where that changed nothing there is nothing to do, and under Node's --permission no fchmod. */
function setMode(fd: number, mode: number): void {
  if ((retryInterrupted(() => fstatSync(fd)).mode & 0o777) === mode) return
  retryInterrupted(() => fchmodSync(fd, mode))
}

function writeFully(fd: number, bytes: Uint8Array): void {
  let written = 0
  while (written < bytes.length) {
    const count = retryInterrupted(() => writeSync(fd, bytes, written, bytes.length - written))
    if (count === 0) throw Object.assign(new Error('nothing was written'), { code: 'ENOSPC' })
    written += count
  }
  const { size } = retryInterrupted(() => fstatSync(fd))
  if (size !== bytes.length) throw Object.assign(new Error('the file has another size'), { code: 'EIO' })
}

function closeQuietlyInterrupted(fd: number): void {
  try {
    closeSync(fd)
  } catch (cause) {
    // After EINTR the descriptor is closed all the same; closing again could hit another file.
    if (errnoOf(cause) !== 'EINTR') throw cause
  }
}
