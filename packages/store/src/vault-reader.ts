import { createHash } from 'node:crypto'
import { AwsxError } from '@awsx/core'
import { generationPath, listGenerations, readGeneration } from './generations.ts'
import { parseKeyEntry } from './key-entry.ts'
import type { Keyring } from './keyring.ts'
import { readMark, type Mark } from './mark.ts'
import { openObject, type StoreKey } from './sealed-object.ts'
import { readStoreId } from './store-stanza.ts'
import type { StorePaths } from './store-paths.ts'
import { parseVaultDocument, type VaultDocument } from './vault-document.ts'
import { relateToMark, rolledBack, type RollbackFacts, type VaultRelation } from './vault-history.ts'

/** A generation, opened. */
export interface VaultGeneration {
  readonly document: VaultDocument
  /** Of the sealed file, hex. */
  readonly sha256: string
}

/** The newest generation and how it relates to what was seen here before. */
export interface NewestGeneration {
  readonly found: VaultGeneration
  readonly mark: Mark | null
  readonly relation: VaultRelation
}

/** The object id of every generation of the vault. */
export const vaultObjectId = 'vault'

const maxAttempts = 1000

/** Opens the sealed bytes of one generation. Throws `vault_damaged`. */
export async function openGeneration(
  vaultDir: string,
  bytes: Uint8Array,
  generation: number,
  key: StoreKey,
): Promise<VaultGeneration> {
  const path = generationPath(vaultDir, generation)
  const plaintext = await openObject(bytes, key, { objectId: vaultObjectId, generation }, path)
  const document = parseVaultDocument(plaintext, path)
  plaintext.fill(0)
  if (document.storeId !== key.storeId || document.generation !== generation || document.primary !== key.recipient) {
    throw damaged(path, 'does not say the same inside as outside')
  }
  return { document, sha256: hashFile(bytes) }
}

/**
 * Opens the newest generation; null when there is no vault and none was seen here before.
 *
 * Throws `vault_rolled_back` when the vault is gone or is another store: before the identity is asked for, because that
 * may be the attacker's as well. An older or forked vault is only reported, in `relation`.
 */
export async function readNewest(paths: StorePaths, keyring: Keyring): Promise<NewestGeneration | null> {
  const { vaultDir, markFile } = paths
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    // The mark comes first: writers set it last, so it is never ahead of a listing that follows.
    const mark = readMark(markFile)
    const generation = listGenerations(vaultDir).at(-1)
    if (generation === undefined) {
      if (mark === null) return null
      throw describeRollback(paths, 'missing', mark, null)
    }
    const bytes = readGeneration(vaultDir, generation)
    // Gone since it was listed: writers are at work, and there is a newer one.
    if (bytes === null) continue
    const path = generationPath(vaultDir, generation)
    const storeId = readStoreId(bytes, path)
    if (mark !== null && mark.storeId !== storeId) throw describeRollback(paths, 'replaced', mark, null)
    const key = await keyring.open(storeId)
    if (mark !== null && mark.recipient !== key.recipient) throw wrongIdentity(path)
    const found = await openGeneration(vaultDir, bytes, generation, key)
    const look = async (older: number): Promise<{ sha256: string; previous: string | null } | null> => {
      const olderBytes = readGeneration(vaultDir, older)
      if (olderBytes === null) return null
      const opened = await openGeneration(vaultDir, olderBytes, older, key)
      return { sha256: opened.sha256, previous: opened.document.previous }
    }
    const { previous } = found.document
    const relation = await relateToMark(mark, { storeId, generation, sha256: found.sha256, previous, look })
    // A slow writer's file may stand for a moment at a number that others have used and removed: it looks like a fork to
    // whoever started from a mark of before. They have moved the mark on; what is a fork stays one.
    if ((relation === 'forked' || relation === 'older') && !isSameMark(mark, readMark(markFile))) continue
    return { found, mark, relation }
  }
  throw damaged(vaultDir, 'changes faster than it can be read')
}

/** The error that says what was seen here before, and what is there now. */
export function describeRollback(
  paths: StorePaths,
  relation: RollbackFacts['relation'],
  mark: Mark,
  found: VaultGeneration | null,
): AwsxError {
  const { vaultDir, markFile } = paths
  return rolledBack({
    vaultDir,
    markFile,
    relation,
    markedGeneration: mark.generation,
    foundGeneration: found?.document.generation ?? listGenerations(vaultDir).at(-1) ?? 0,
    foundProfiles: found === null ? null : listProfiles(found.document),
  })
}

/** SHA-256, hex. */
export function hashFile(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function isSameMark(one: Mark | null, other: Mark | null): boolean {
  return one?.generation === other?.generation && one?.sha256 === other?.sha256 && one?.storeId === other?.storeId
}

function listProfiles(document: VaultDocument): string {
  const keys = document.entries.filter((entry) => entry['kind'] === 'key').map(parseKeyEntry)
  return keys.map((key) => key?.profile ?? '').join(',')
}

function damaged(path: string, what: string): AwsxError {
  return new AwsxError('vault_damaged', `${path} ${what}`, { hint: 'awsx vault verify', data: { path } })
}

function wrongIdentity(path: string): AwsxError {
  return new AwsxError('wrong_passphrase', `${path} belongs to another identity than the one that was given`, {
    hint: 'check AWSX_IDENTITY_FILE, or unset it',
    data: { path },
  })
}
