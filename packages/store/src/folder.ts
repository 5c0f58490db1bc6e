import { chmodSync, closeSync, constants, fsyncSync, mkdirSync, openSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { AwsxError } from '@awsx/core'
import { errnoOf, retryInterrupted, writeFailed } from './errno.ts'
import { isUnderPermission } from './permission.ts'
import { isTrustedOwner } from './safe-file.ts'

/**
 * Makes a folder and its parents, 0700 under any umask, so that they survive a power cut.
 *
 * Throws `write_failed`; `config_untrusted` when the folder is there but others own it or may write to it.
 */
export function ensureFolder(path: string): void {
  try {
    makeFolder(path)
    const stats = retryInterrupted(() => statSync(path))
    if (!stats.isDirectory()) throw untrusted(path, 'is not a folder', `mv ${path} ${path}.old`)
    if (!isTrustedOwner(stats.uid)) throw untrusted(path, 'belongs to another user', `ls -ld ${path}`)
    if ((stats.mode & 0o022) !== 0) throw untrusted(path, 'can be written by others', `chmod 700 ${path}`)
  } catch (cause) {
    throw writeFailed(path, cause)
  }
}

/**
 * Makes the names in a folder survive a power cut (fsync). Throws the system's own error.
 *
 * Under Node's `--permission` it does nothing: after a power cut the folder has the file of before, whole.
 */
export function syncFolder(path: string): void {
  if (isUnderPermission()) return
  const fd = retryInterrupted(() => openSync(path, constants.O_RDONLY | constants.O_DIRECTORY))
  try {
    retryInterrupted(() => fsyncSync(fd))
  } catch (cause) {
    // Some network file systems cannot sync a folder at all, and say so with EINVAL.
    if (errnoOf(cause) !== 'EINVAL') throw cause
  } finally {
    closeSync(fd)
  }
}

function makeFolder(path: string): void {
  try {
    retryInterrupted(() => mkdirSync(path, { mode: 0o700 }))
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === 'EEXIST') return
    if (errno !== 'ENOENT' || dirname(path) === path) throw cause
    makeFolder(dirname(path))
    return makeFolder(path)
  }
  // mkdir obeys the umask, which may take the owner's own rights away.
  retryInterrupted(() => chmodSync(path, 0o700))
  syncFolder(dirname(path))
}

function untrusted(path: string, what: string, hint: string): AwsxError {
  return new AwsxError('config_untrusted', `${path} ${what}`, { hint, data: { path } })
}
