import { existsSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { AwsxError, type Clock, type Notice } from '@awsx/core'
import { writeFailed } from './errno.ts'
import { generationPath, linkGeneration, listGenerations, readGeneration, removeGenerations } from './generations.ts'
import type { Identity } from './identity.ts'
import type { Keyring } from './keyring.ts'
import { readMark, writeMark, type Mark } from './mark.ts'
import { sealObject, type StoreKey } from './sealed-object.ts'
import { readStoreId } from './store-stanza.ts'
import type { StorePaths } from './store-paths.ts'
import { removeQuietly, sweepTempFiles } from './temp-file.ts'
import { formatVaultDocument, type VaultDocument } from './vault-document.ts'
import {
  describeRollback,
  hashFile,
  openGeneration,
  readNewest,
  vaultObjectId,
  type VaultGeneration,
} from './vault-reader.ts'

/** The part of a vault that a change replaces. */
export type VaultChange = Partial<Pick<VaultDocument, 'entries' | 'recovery'>>

/** The vault as generations of one document. Reads and writes throw as `KeyStore` says. */
export interface Vault {
  /** Whether there is a vault on disk, or was one before; nothing is opened. */
  exists(): boolean
  /** The newest document, once it is known to follow what was seen here before; null when there is no vault. */
  read(): Promise<VaultDocument | null>
  /**
   * Writes a generation with `change` applied to the newest one; a change that returns null writes nothing. It is applied
   * again when another writer was first, so it must change entries, not replace all. False when there is no vault.
   */
  commit(change: (document: VaultDocument) => VaultChange | null): Promise<boolean>
  /** Removes all generations but the newest, and what interrupted writers left. */
  purge(): Promise<void>
  /** Makes the first generation, or opens the one that another process with the same identity made meanwhile. */
  create(identity: Identity): Promise<void>
  /** Takes the vault on disk for the right one, though it is older than, or not a continuation of, what was seen here. */
  acceptRollback(): Promise<void>
  /** The key of the store on disk; null when there is no vault. */
  storeKey(): Promise<StoreKey | null>
}

/** What a vault works with. */
export interface VaultDeps {
  readonly paths: StorePaths
  readonly keyring: Keyring
  readonly clock: Clock
  notify(notice: Notice): void
}

const generationsKept = 5
const sweepAfterMs = 60 * 60 * 1000
const maxAttempts = 1000

/** The vault in `paths.vaultDir`. */
export function createVault({ paths, keyring, clock, notify }: VaultDeps): Vault {
  const { vaultDir, markFile } = paths
  let lastCommit: Promise<unknown> = Promise.resolve()

  const warn = (cause: unknown, path: string): void => {
    notify({ level: 'warning', message: writeFailed(path, cause).message })
  }

  const setMark = (found: VaultGeneration): void => {
    try {
      const seen = readMark(markFile)
      const mark = toMark(found)
      if (seen?.storeId !== mark.storeId || seen.generation < mark.generation) writeMark(markFile, mark)
    } catch (cause) {
      // The vault itself is fine; the next command sets the mark.
      warn(cause, markFile)
    }
  }

  const readFollowing = async (): Promise<VaultGeneration | null> => {
    const newest = await readNewest(paths, keyring)
    if (newest === null) return null
    const { found, mark, relation } = newest
    if (mark !== null && relation !== 'same' && relation !== 'newer' && relation !== 'unmarked') {
      throw describeRollback(paths, relation, mark, found)
    }
    if (relation === 'unmarked') {
      const { generation } = found.document
      const message = `${vaultDir} is new to this machine: generation ${generation} is remembered from now on`
      notify({ level: 'warning', message })
    }
    if (relation !== 'same') setMark(found)
    return found
  }

  const publish = async (document: VaultDocument, key: StoreKey): Promise<VaultGeneration | null> => {
    const { generation, recovery } = document
    const plaintext = formatVaultDocument(document)
    const name = { objectId: vaultObjectId, generation }
    const bytes = await sealObject(plaintext, key, name, recovery, generationPath(vaultDir, generation))
    plaintext.fill(0)
    return linkGeneration(vaultDir, generation, bytes) ? { document, sha256: hashFile(bytes) } : null
  }

  // The number of a generation may have been used and removed while its writer was slow: then the link succeeds, and
  // yet nobody will ever read the file.
  const isSettled = async (made: VaultGeneration, key: StoreKey): Promise<boolean> => {
    const { generation } = made.document
    if (listGenerations(vaultDir).at(-1) === generation) return true
    const bytes = readGeneration(vaultDir, generation + 1)
    // Too many have followed to tell: the change is made again, which does no harm.
    if (bytes === null) return false
    const next = await openGeneration(vaultDir, bytes, generation + 1, key)
    if (next.document.previous === made.sha256) return true
    removeQuietly(generationPath(vaultDir, generation))
    return false
  }

  const tidy = (last: number): void => {
    try {
      removeGenerations(vaultDir, last)
      sweepTempFiles(vaultDir, clock.now() - sweepAfterMs)
    } catch (cause) {
      warn(cause, vaultDir)
    }
  }

  const commitInTurn = async (change: (document: VaultDocument) => VaultChange | null): Promise<boolean> => {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const current = await readFollowing()
      if (current === null) return false
      const changed = change(current.document)
      if (changed === null) return true
      const key = await keyring.open(current.document.storeId)
      const generation = current.document.generation + 1
      const made = await publish({ ...current.document, ...changed, generation, previous: current.sha256 }, key)
      if (made !== null && (await isSettled(made, key))) {
        setMark(made)
        tidy(generation - generationsKept)
        return true
      }
      await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(4 * attempt, 100)))
    }
    throw new AwsxError('write_failed', `${vaultDir} has too many writers at once`, {
      hint: 'run the same command again',
      data: { path: vaultDir, errno: null, outcome: 'unchanged' },
    })
  }

  return {
    // A vault that was seen here and is gone is an error for whoever reads it, not a machine without a vault.
    exists: () => listGenerations(vaultDir).length > 0 || existsSync(markFile),

    async read() {
      return (await readFollowing())?.document ?? null
    },

    commit(change) {
      // Within a process writers wait for each other; only other processes are raced.
      const commit = lastCommit.then(() => commitInTurn(change))
      lastCommit = commit.catch(() => null)
      return commit
    },

    async purge() {
      const newest = await readFollowing()
      if (newest === null) return
      removeGenerations(vaultDir, newest.document.generation - 1)
      try {
        sweepTempFiles(vaultDir, Infinity)
      } catch (cause) {
        throw writeFailed(vaultDir, cause)
      }
    },

    async create(identity) {
      const mark = readMark(markFile)
      if (listGenerations(vaultDir).length === 0) {
        if (mark !== null) throw describeRollback(paths, 'missing', mark, null)
        const storeId = randomBytes(16).toString('hex')
        const { recipient } = identity
        const first = { storeId, generation: 1, previous: null, primary: recipient, recovery: [], entries: [] }
        const made = await publish(first, { storeId, recipient, key: identity.deriveStoreKey(storeId) })
        if (made !== null) {
          keyring.adopt(identity, storeId)
          setMark(made)
          return
        }
      }
      const generation = listGenerations(vaultDir).at(-1) ?? 1
      const bytes = readGeneration(vaultDir, generation)
      if (bytes !== null) keyring.adopt(identity, readStoreId(bytes, generationPath(vaultDir, generation)))
      await readFollowing()
    },

    async acceptRollback() {
      const newest = await readNewest(paths, keyring)
      if (newest !== null) writeMark(markFile, toMark(newest.found))
    },

    async storeKey() {
      const generation = listGenerations(vaultDir).at(-1)
      if (generation === undefined) return null
      const mark = readMark(markFile)
      if (mark !== null) return keyring.open(mark.storeId)
      const bytes = readGeneration(vaultDir, generation)
      return bytes === null ? null : keyring.open(readStoreId(bytes, generationPath(vaultDir, generation)))
    },
  }
}

function toMark({ document, sha256 }: VaultGeneration): Mark {
  return { storeId: document.storeId, recipient: document.primary, generation: document.generation, sha256 }
}
