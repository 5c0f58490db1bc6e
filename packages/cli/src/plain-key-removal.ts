import { formatInstant, quoteForShell, removeProperties, type StoredKey } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'
import { findPlainKeys, isSameKey, plainKeyProperties, type PlainKey } from './plain-key.ts'
import { findHeaders } from './profile-headers.ts'

/** An AWS file with another text. */
export interface FileChange {
  readonly file: ConfigFile
  readonly text: string
}

/** What taking plain keys out of the AWS files comes to. */
export interface PlainKeyRemoval {
  readonly removed: readonly PlainKey[]
  /** Keys whose sections also hold another one that the vault does not have: they stay. */
  readonly ambiguous: readonly PlainKey[]
  readonly changes: readonly FileChange[]
}

/**
 * Takes the keys of `profiles` out of the files, where the vault holds the very same key; in their place stays a comment
 * that says where they went. No other byte changes.
 *
 * `now` is ms since the epoch.
 */
export function removePlainKeys(
  files: readonly ConfigFile[],
  stored: ReadonlyMap<string, StoredKey>,
  profiles: ReadonlySet<string>,
  now: number,
): PlainKeyRemoval {
  const day = formatInstant(now).slice(0, 10)
  const removed: PlainKey[] = []
  const ambiguous: PlainKey[] = []
  const texts = new Map<ConfigFile, string>()
  for (const key of findPlainKeys(files)) {
    const sealed = stored.get(key.profile)
    if (key.unfit !== null || !profiles.has(key.profile) || sealed === undefined || !isSameKey(key, sealed)) continue
    const before = texts.get(key.file) ?? key.file.text ?? ''
    const note = `moved into the awsx vault on ${day}; awsx env ${shellWord(key.profile)} gives credentials`
    const after = findHeaders(key.file, key.profile).reduce(
      (text, header) => removeProperties(text, header, plainKeyProperties, { note: [note] }),
      before,
    )
    if (removesOther(before, after, note, key)) {
      ambiguous.push(key)
      continue
    }
    removed.push(key)
    texts.set(key.file, after)
  }
  return { removed, ambiguous, changes: [...texts].map(([file, text]) => ({ file, text })) }
}

function shellWord(profile: string): string {
  return /^[\w.@%+=:,/][\w.@%+=:,/-]*$/.test(profile) ? profile : quoteForShell('posix', profile)
}

/** A profile may have more keys than the one that is read: in a section or line that comes before the last. */
function removesOther(
  before: string,
  after: string,
  note: string,
  { accessKeyId, secretAccessKey }: PlainKey,
): boolean {
  const kept = splitLines(after).filter((line) => line !== `# ${note}`)
  let at = 0
  return splitLines(before)
    .filter((line) => line !== `# ${note}`)
    .some((line) => {
      if (line === kept[at]) {
        at += 1
        return false
      }
      const value = line.slice(line.indexOf('=') + 1).trim()
      return value !== '' && !value.startsWith(accessKeyId) && !value.startsWith(secretAccessKey.reveal())
    })
}

function splitLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/)
}

/** The lines (counted from 1) where one of the secrets still stands: in a comment, in another profile. */
export function findLeftovers(text: string, keys: readonly PlainKey[]): number[] {
  const secrets = keys.map((key) => key.secretAccessKey.reveal())
  return text
    .split(/\r\n|\n|\r/)
    .flatMap((line, index) => (secrets.some((secret) => line.includes(secret)) ? [index + 1] : []))
}
