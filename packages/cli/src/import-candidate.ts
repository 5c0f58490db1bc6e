import { isAccessKeyId, safe, type StoredKey } from '@awsx/core'
import type { Io } from './io.ts'
import { isSameKey, type PlainKey } from './plain-key.ts'
import { formatTable } from './table.ts'

/** What the vault says to a key that was found: it is `unknown` while the vault is locked. */
export type ImportState = 'new' | 'sealed' | 'other-key' | 'other-secret' | 'unfit' | 'unknown'

/** A key that was found and what would become of it. */
export interface ImportCandidate {
  readonly key: PlainKey
  readonly state: ImportState
  /** The access key id the vault has for this profile; null without one. */
  readonly storedId: string | null
}

/** Compares what was found with the vault; `stored` is null while that is locked. */
export function judgeKeys(
  found: readonly PlainKey[],
  stored: ReadonlyMap<string, StoredKey> | null,
): ImportCandidate[] {
  return found.map((key) => {
    const old = stored?.get(key.profile)
    return { key, state: stateOf(key, stored === null, old), storedId: old?.accessKeyId ?? null }
  })
}

function stateOf(key: PlainKey, locked: boolean, old: StoredKey | undefined): ImportState {
  if (key.unfit !== null) return 'unfit'
  if (locked) return 'unknown'
  if (old === undefined) return 'new'
  if (isSameKey(key, old)) return 'sealed'
  return key.accessKeyId === old.accessKeyId ? 'other-secret' : 'other-key'
}

/** The table a person decides by; no secret is in it. */
export function formatCandidates(candidates: readonly ImportCandidate[], { env, paint }: Io): string {
  const rows = candidates.map((candidate) => [
    safe(candidate.key.profile, 60),
    showKeyId(candidate.key.accessKeyId),
    safe(`${shortenHome(candidate.key.file.path, env['HOME'])}:${candidate.key.line}`, 120),
    noteOn(candidate),
  ])
  return formatTable(['PROFILE', 'ACCESS KEY ID', 'PLACE', 'NOTE'], rows, paint)
}

/** An id as AWS and others make them; nothing of what may be a secret in the wrong line. */
export function showKeyId(accessKeyId: string): string {
  return isAccessKeyId(accessKeyId) ? accessKeyId : '-'
}

/** A path as people write it: `~` for their home. */
export function shortenHome(path: string, home: string | undefined): string {
  return home && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}

function noteOn({ key, state, storedId }: ImportCandidate): string {
  switch (state) {
    case 'new':
      return 'not in the vault yet'
    case 'sealed':
      return 'in the vault already'
    case 'other-key':
      return `the vault has another key: ${showKeyId(storedId ?? '')}`
    case 'other-secret':
      return 'the vault has another secret for it'
    case 'unfit':
      return `skipped: ${key.unfit ?? ''}`
    case 'unknown':
      return 'the vault is locked'
  }
}

/** "one key", "3 keys". */
export function countKeys(count: number): string {
  return count === 1 ? 'one key' : `${count} keys`
}
