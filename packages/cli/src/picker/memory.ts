import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { ensureFolder, readFileSafely, writeFileDurably } from '@awsx/store'
import {
  foldMemory,
  formatMemory,
  parseMemory,
  unfoldMemory,
  type MemoryEntry,
  type RememberedProfile,
} from './memory-lines.ts'

const mostToAppendTo = 1_048_576
const mostToRead = 4 * mostToAppendTo
const worthTidying = 65_536

/**
 * Adds a line to what the picker remembers; where that cannot be done it is not remembered.
 *
 * Lines are appended, each by one write, so that two who write at once lose nothing.
 */
export function rememberEntry(path: string, entry: MemoryEntry): void {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    ensureFolder(dirname(path))
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      const stats = fstatSync(fd)
      const isOurs = stats.isFile() && stats.uid === process.geteuid?.() && (stats.mode & 0o077) === 0
      // A line break before it too: what a full disk cut off spoils no line but its own.
      if (isOurs && stats.size < mostToAppendTo) writeSync(fd, `\n${formatMemory([entry])}`)
    } finally {
      closeSync(fd)
    }
  } catch {
    return
  }
}

/** What is remembered, by profile; nothing of a file that is damaged, huge or somebody else's. */
export function recallProfiles(path: string): ReadonlyMap<string, RememberedProfile> {
  return foldMemory(parseMemory(readMemory(path)))
}

/** Makes a long file short again. What is appended in this very moment is lost. */
export function tidyMemory(path: string, now: number): void {
  const text = readMemory(path)
  if (text.length < worthTidying) return
  const entries = unfoldMemory(foldMemory(parseMemory(text)), now)
  try {
    writeFileDurably(path, Buffer.from(formatMemory(entries), 'utf8'))
  } catch {
    return
  }
}

function readMemory(path: string): string {
  try {
    return Buffer.from(readFileSafely(path, { maxBytes: mostToRead }) ?? []).toString('utf8')
  } catch {
    return ''
  }
}
