import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { AwsxError, appendSection, type IniPairs } from '@awsx/core'
import { writeFileDurably } from '@awsx/store'
import type { ConfigFile } from '@awsx/aws'

/**
 * Adds a section at the end of an AWS file in one write, so that none of two writers loses and no other byte changes.
 *
 * Throws `config_untrusted`, or `write_failed` with the file as it was.
 */
export function appendToConfig(file: ConfigFile, header: string, pairs: IniPairs): void {
  refuseUntrusted(file)
  const before = file.text ?? ''
  const addition = Buffer.from(appendSection(before, header, pairs).slice(before.length), 'utf8')
  try {
    mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 })
    const fd = openSync(file.path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT, 0o600)
    try {
      appendWhole(fd, addition)
    } finally {
      closeSync(fd)
    }
  } catch (cause) {
    if (cause instanceof AwsxError) throw cause
    throw writeFailed(file.path, cause)
  }
}

/**
 * Replaces the text of an AWS file, as a whole and durably; its mode stays, a symlink is followed.
 *
 * Throws `config_untrusted` where others could write to the file, `write_failed` with the old text intact.
 */
export function writeConfigText(file: ConfigFile, text: string): void {
  refuseUntrusted(file)
  if (file.text === null) mkdirSync(dirname(file.path), { recursive: true, mode: 0o700 })
  writeFileDurably(file.path, Buffer.from(text, 'utf8'), { mode: 0o600, keepMode: true, followSymlink: true })
}

function appendWhole(fd: number, bytes: Buffer): void {
  const size = fstatSync(fd).size
  let written = 0
  let failure: unknown = null
  try {
    written = writeSync(fd, bytes)
    if (written === bytes.length) fsyncSync(fd)
  } catch (cause) {
    failure = cause
  }
  if (written === bytes.length && failure === null) return
  // Half a section is worse than none; but what another writer added behind it is not ours to cut off.
  if (fstatSync(fd).size === size + written) ftruncateSync(fd, size)
  throw failure ?? Object.assign(new Error('short write'), { code: 'ENOSPC' })
}

function refuseUntrusted(file: ConfigFile): void {
  if (file.untrusted === null) return
  throw new AwsxError('config_untrusted', `${file.path} is not changed: ${file.untrusted}`, {
    hint: `chmod 600 '${file.path}'`,
  })
}

function writeFailed(path: string, cause: unknown): AwsxError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  return new AwsxError('write_failed', `cannot write ${path} (${code})`, { cause, data: { path, errno: code } })
}
