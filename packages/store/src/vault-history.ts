import { AwsxError } from '@awsx/core'
import type { Mark } from './mark.ts'

/** How the newest vault on disk relates to the one that was last seen here. */
export type VaultRelation = 'unmarked' | 'same' | 'newer' | 'older' | 'forked' | 'replaced'

/** The newest generation, and a way to look at those before it. */
export interface VaultHistory {
  readonly storeId: string
  readonly generation: number
  readonly sha256: string
  readonly previous: string | null
  /** Hash and `previous` of an older generation; null when it is not there. */
  look(generation: number): Promise<{ readonly sha256: string; readonly previous: string | null } | null>
}

/**
 * Compares the mark with what is on disk.
 *
 * A newer vault has to continue the marked one: the chain of hashes is followed back to it, as far as the generations
 * are there. What is missing in between was removed with age, and then the seal alone has to do.
 */
export async function relateToMark(mark: Mark | null, vault: VaultHistory): Promise<VaultRelation> {
  if (mark === null) return 'unmarked'
  if (mark.storeId !== vault.storeId) return 'replaced'
  if (vault.generation < mark.generation) return 'older'
  if (vault.generation === mark.generation) return vault.sha256 === mark.sha256 ? 'same' : 'forked'
  let expected = vault.previous
  for (let generation = vault.generation - 1; generation > mark.generation; generation--) {
    const older = await vault.look(generation)
    if (older === null) return 'newer'
    if (older.sha256 !== expected) return 'forked'
    expected = older.previous
  }
  return expected === mark.sha256 ? 'newer' : 'forked'
}

/** What is said of a vault that is not the one that was last seen here. */
export interface RollbackFacts {
  readonly vaultDir: string
  readonly markFile: string
  readonly relation: 'older' | 'forked' | 'replaced' | 'missing'
  readonly markedGeneration: number
  /** 0 when the vault is gone. */
  readonly foundGeneration: number
  /** The profiles with keys in the vault that was found, joined by commas; null where it was not opened. */
  readonly foundProfiles: string | null
}

/** The `vault_rolled_back` of these facts; its `data` has them. */
export function rolledBack(facts: RollbackFacts): AwsxError {
  const { vaultDir, markFile, relation, markedGeneration, foundGeneration, foundProfiles } = facts
  const messages = {
    older: `${vaultDir} is at generation ${foundGeneration}, and generation ${markedGeneration} was seen here before`,
    forked: `${vaultDir} is not a continuation of generation ${markedGeneration}, which was seen here before`,
    replaced: `${vaultDir} is another store than the one that was used here before`,
    missing: `${vaultDir} has no vault, and generation ${markedGeneration} was seen here before`,
  }
  const hints = {
    older: 'awsx vault verify on a terminal, to see and accept it',
    forked: 'awsx vault verify on a terminal, to see and accept it',
    replaced: `if you replaced it on purpose: mv ${markFile} ${markFile}.old`,
    missing: `restore it from a backup; if you removed it on purpose: mv ${markFile} ${markFile}.old`,
  }
  return new AwsxError('vault_rolled_back', messages[relation], {
    hint: hints[relation],
    data: { path: vaultDir, relation, markedGeneration, foundGeneration, foundProfiles },
  })
}
