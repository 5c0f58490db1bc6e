import { closeSync, constants, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { formatMemory, type MemoryEntry } from './memory-lines.ts'

/** From this size on nothing is added, in bytes: the picker makes the file short again. */
export const mostToAppendTo = 1_048_576

/**
 * Adds a line to what the picker remembers; where that cannot be done it is not remembered.
 *
 * Lines are appended, each by one write, so that two who write at once lose nothing. `use` waits for it, so it needs
 * nothing of the store.
 */
export function rememberEntry(path: string, entry: MemoryEntry): void {
  const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0o600)
    try {
      const stats = fstatSync(fd)
      const isOurs =
        stats.isFile() && stats.uid === process.geteuid?.() && (stats.mode & 0o077) === 0 && stats.nlink === 1
      // A line break before it too: what a full disk cut off spoils no line but its own.
      if (isOurs && stats.size < mostToAppendTo) writeSync(fd, `\n${formatMemory([entry])}`)
    } finally {
      closeSync(fd)
    }
  } catch {
    return
  }
}
