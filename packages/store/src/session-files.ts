import { createHmac } from 'node:crypto'
import { lstatSync, readdirSync, renameSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, SessionRecord, SessionStore } from '@awsx/core'
import { ageLimits } from './age-header.ts'
import { errnoOf, retryInterrupted, writeFailed } from './errno.ts'
import { ensureFolder } from './folder.ts'
import { readFileSafely } from './safe-file.ts'
import { openObject, sealObject, type StoreKey } from './sealed-object.ts'
import { formatFact, formatSessionRecord, parseFact, parseSessionRecord } from './session-record.ts'
import { removeQuietly, sweepTempFiles, writeTempFile } from './temp-file.ts'

/** What the session files work with. */
export interface SessionFilesDeps {
  readonly sessionsDir: string
  /** The key of the store; null when there is no vault: then nothing is kept, and nothing is found. */
  storeKey(): Promise<StoreKey | null>
  readonly clock: Clock
}

/** The kinds of file in the sessions folder; part of the object id. */
export const sessionKinds = ['session', 'fact'] as const
type Kind = (typeof sessionKinds)[number]

const namePattern = /^[0-9a-f]{64}\.age$/
const hourMs = 60 * 60 * 1000
const keepExpiredMs = 24 * hourMs
// As long as AWS may take an MFA code that was sent before.
const soonMs = 90_000

/** Sessions as sealed files, named by a keyed hash of the cache key. */
export function createSessionFiles({ sessionsDir, storeKey, clock }: SessionFilesDeps): SessionStore {
  let sweptAt: number | null = null

  const sweep = (now: number): void => {
    if (sweptAt !== null && now - sweptAt < hourMs) return
    sweptAt = now
    try {
      for (const name of listSessionFiles(sessionsDir)) {
        const path = join(sessionsDir, name)
        // Each file's modification time is the end of what is in it, so none has to be opened.
        const stats = lstatSync(path, { throwIfNoEntry: false })
        if (stats !== undefined && stats.mtimeMs + keepExpiredMs < now) removeQuietly(path)
      }
      sweepTempFiles(sessionsDir, now - hourMs)
    } catch {
      // Sweeping is a favour; what it leaves costs only room.
    }
  }

  const write = async (kind: Kind, key: string, plaintext: Uint8Array, endsAt: number): Promise<void> => {
    const store = await storeKey()
    if (store === null) return
    const name = nameOf(store, kind, key)
    const path = join(sessionsDir, `${name}.age`)
    const bytes = await sealObject(plaintext, store, { objectId: `${kind}/${name}`, generation: 0 }, [], path)
    plaintext.fill(0)
    ensureFolder(sessionsDir)
    sweep(clock.now())
    try {
      // No fsync: a session that a power cut takes is asked for again, and a damaged one is a miss.
      const temp = writeTempFile(sessionsDir, bytes, { durable: false, modifiedAt: endsAt })
      try {
        retryInterrupted(() => renameSync(temp, path))
      } catch (cause) {
        removeQuietly(temp)
        throw cause
      }
    } catch (cause) {
      throw writeFailed(path, cause)
    }
  }

  const read = async (kind: Kind, key: string): Promise<Uint8Array | null> => {
    const store = await storeKey()
    return store === null ? null : openSessionFile(sessionsDir, `${nameOf(store, kind, key)}.age`, kind, store)
  }

  return {
    async get(key) {
      const bytes = await read('session', key)
      const record = bytes === null ? null : parseSessionRecord(bytes)
      bytes?.fill(0)
      return record?.key === key ? record : null
    },

    put(record) {
      const endsAt = record.session.expiresAt ?? clock.now() + 365 * 24 * hourMs
      return write('session', record.key, formatSessionRecord(record), endsAt)
    },

    async delete(key) {
      const store = await storeKey()
      if (store !== null) removeSessionFile(sessionsDir, `${nameOf(store, 'session', key)}.age`)
    },

    async list() {
      const names = listSessionFiles(sessionsDir)
      const store = names.length === 0 ? null : await storeKey()
      const records: SessionRecord[] = []
      if (store === null) return records
      for (const name of names) {
        const bytes = await openSessionFile(sessionsDir, name, 'session', store)
        const record = bytes === null ? null : parseSessionRecord(bytes)
        if (record !== null) records.push(record)
      }
      return records
    },

    async recall(key, now) {
      const bytes = await read('fact', key)
      const fact = bytes === null ? null : parseFact(bytes)
      return fact !== null && fact.key === key && fact.until > now ? fact.value : null
    },

    remember(key, value, until) {
      return write('fact', key, formatFact({ key, value, until }), until)
    },
  }
}

/** The names of the sealed files in the sessions folder; none when there is no folder or it cannot be read. */
export function listSessionFiles(sessionsDir: string): string[] {
  try {
    return retryInterrupted(() => readdirSync(sessionsDir)).filter((name) => namePattern.test(name))
  } catch {
    return []
  }
}

/** Whether what is in one of them ends within 90 seconds from `now`, but not yet; nothing is opened. */
export function endsSoon(sessionsDir: string, name: string, now: number): boolean {
  const stats = lstatSync(join(sessionsDir, name), { throwIfNoEntry: false })
  return stats !== undefined && stats.mtimeMs > now && stats.mtimeMs <= now + soonMs
}

/** Removes one of them; nothing happens when it is not there. Throws `write_failed`. */
export function removeSessionFile(sessionsDir: string, name: string): void {
  const path = join(sessionsDir, name)
  try {
    retryInterrupted(() => unlinkSync(path))
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw writeFailed(path, cause)
  }
}

/** What is sealed in a session file; null for whatever does not open as `kind` under its own name. */
export async function openSessionFile(
  sessionsDir: string,
  fileName: string,
  kind: Kind,
  store: StoreKey,
): Promise<Uint8Array | null> {
  const path = join(sessionsDir, fileName)
  try {
    const bytes = readFileSafely(path, { maxBytes: ageLimits.fileBytes })
    if (bytes === null) return null
    return await openObject(bytes, store, { objectId: `${kind}/${fileName.slice(0, 64)}`, generation: 0 }, path)
  } catch {
    return null
  }
}

function nameOf(store: StoreKey, kind: Kind, key: string): string {
  return createHmac('sha256', store.key).update(`${kind}\0${key}`).digest('hex')
}
