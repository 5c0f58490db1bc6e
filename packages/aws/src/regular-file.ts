import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Stats } from 'node:fs'
import { AwsxError } from '@awsx/core'

/** The bytes of a file, and the `stat` of the very descriptor they were read from. */
export interface RegularFile {
  readonly bytes: Buffer
  readonly stats: Stats
}

const absent = new Set(['ENOENT', 'ENOTDIR'])
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its symbolic links lead in a circle',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  ENAMETOOLONG: 'the name is too long',
  ENXIO: 'it is not a regular file',
  EIO: 'the disk reports an error',
}

/**
 * Reads a regular file (or a symbolic link to one) of at most `limitBytes`; null where there is none.
 *
 * A fifo, a device or a folder is refused without waiting for it. `/dev/null` is an empty file, because it is the usual
 * way to say "no file".
 *
 * @throws AwsxError `config_unreadable`
 */
export function readRegularFile(path: string, limitBytes: number): RegularFile | null {
  let descriptor: number
  try {
    // O_NONBLOCK: opening a fifo that nobody writes to would wait for ever.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
  } catch (error) {
    const code = errorCodeOf(error)
    if (absent.has(code)) return null
    throw unreadable(path, reasons[code] ?? code, error)
  }
  try {
    const stats = fstatSync(descriptor)
    if (path === '/dev/null') return { bytes: Buffer.alloc(0), stats }
    if (!stats.isFile()) throw unreadable(path, `it is ${kindOf(stats)}, not a regular file`)
    return { bytes: readAll(descriptor, path, stats.size, limitBytes), stats }
  } catch (error) {
    if (error instanceof AwsxError) throw error
    const code = errorCodeOf(error)
    throw unreadable(path, reasons[code] ?? code, error)
  } finally {
    closeAfterReading(descriptor)
  }
}

function closeAfterReading(descriptor: number): void {
  try {
    closeSync(descriptor)
  } catch {
    // What was wanted of the file is here; the descriptor is closed whatever close says (close(2)).
  }
}

function readAll(descriptor: number, path: string, size: number, limitBytes: number): Buffer {
  // One byte more than it says, so that a file that grows (or says 0, as in /proc) is noticed.
  let buffer = Buffer.allocUnsafe(Math.min(size, limitBytes) + 1)
  let length = 0
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, null)
    if (count === 0) return buffer.subarray(0, length)
    length += count
    if (length > limitBytes) throw unreadable(path, `it is larger than ${sizeText(limitBytes)}`)
    if (length === buffer.length) {
      buffer = Buffer.concat([buffer], Math.min(limitBytes + 1, buffer.length * 2 + 4096))
    }
  }
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a folder'
  if (stats.isFIFO()) return 'a fifo'
  if (stats.isSocket()) return 'a socket'
  return 'a device'
}

function sizeText(bytes: number): string {
  return bytes >= 1_048_576 ? `${bytes / 1_048_576} MiB` : `${bytes / 1024} KiB`
}

function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
}

function unreadable(path: string, reason: string, cause?: unknown): AwsxError {
  return new AwsxError('config_unreadable', `${path} cannot be read: ${reason}`, { cause, hint: `ls -lL '${path}'` })
}
