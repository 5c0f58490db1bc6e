import { AwsxError } from '@awsx/core'

/** The system's word for a failed call (`ENOENT`); null for any other kind of error. */
export function errnoOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}

/** Runs a system call again while a signal interrupts it. */
export function retryInterrupted<T>(call: () => T): T {
  for (let attempt = 1; ; attempt++) {
    try {
      return call()
    } catch (cause) {
      if (errnoOf(cause) !== 'EINTR' || attempt === 100) throw cause
    }
  }
}

/**
 * The error of a write that did not happen: `write_failed`, naming the path and the errno.
 *
 * An `AwsxError` comes back as it is.
 */
export function writeFailed(path: string, cause: unknown): AwsxError {
  if (cause instanceof AwsxError) return cause
  const errno = errnoOf(cause)
  return new AwsxError('write_failed', `${path} could not be written (${errno ?? 'unknown reason'})`, {
    hint: hints[errno ?? ''] ?? 'awsx doctor',
    cause,
    data: { path, errno, outcome: 'unchanged' },
  })
}

/** The error of a write that may have happened: what was there before and what was to come are both possible. */
export function outcomeUnknown(path: string, cause: unknown): AwsxError {
  const errno = errnoOf(cause)
  const message = `${path} was written, but whether it survives a power cut is unknown (${errno ?? 'unknown reason'})`
  return new AwsxError('write_failed', message, {
    hint: 'awsx vault verify',
    cause,
    data: { path, errno, outcome: 'unknown' },
  })
}

const hints: Readonly<Record<string, string>> = {
  ENOSPC: 'df -h: the disk is full; make room, then run the same command again',
  EDQUOT: 'quota: your share of the disk is used up; make room, then run the same command again',
  EROFS: 'the file system is mounted read-only; set AWSX_HOME to a folder that can be written',
  EACCES: 'ls -ld on the folder: it must be yours and writable',
  EPERM: 'set AWSX_HOME to a folder on a file system with hard links',
  ENOTSUP: 'set AWSX_HOME to a folder on a file system with hard links',
}
