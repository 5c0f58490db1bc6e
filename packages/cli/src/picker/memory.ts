import { readFileSafely, writeFileDurably } from '@awsx/store'
import { foldMemory, formatMemory, parseMemory, unfoldMemory, type RememberedProfile } from './memory-lines.ts'
import { mostToAppendTo } from './remember-entry.ts'

const mostToRead = 4 * mostToAppendTo
const worthTidying = 65_536

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
