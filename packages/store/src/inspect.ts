import { createHash } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { isGenerationName, listGenerations, readGeneration } from './generations.ts'
import { readMark } from './mark.ts'
import type { Mark } from './mark.ts'
import type { StorePaths } from './store-paths.ts'
import { isTempFile } from './temp-file.ts'

/** What can be said of a store without its key. */
export interface StoreState {
  /** Oldest first. */
  readonly generations: readonly number[]
  /** Whether `identity.age` is there. */
  readonly hasIdentity: boolean
  /** The newest generation this machine remembers; null where it remembers none. */
  readonly markedGeneration: number | null
  /**
   * The newest vault file against the mark: `same`; `newer`, which the next command takes over; `older` or `other` than
   * what was seen before; `unknown` where one of the two is missing or cannot be read.
   */
  readonly newest: 'same' | 'newer' | 'older' | 'other' | 'unknown'
  /** Files in the vault folder that are not the vault's. */
  readonly strangers: readonly string[]
  /** Files that cannot be read or trusted. */
  readonly damaged: readonly AwsxError[]
}

/** Looks at a store from outside: names, sizes, the mark. Opens nothing and asks nobody; never throws for what it finds. */
export function inspectStore({ vaultDir, markFile, identityFile }: StorePaths): StoreState {
  const damaged: AwsxError[] = []
  const attempt = <T>(look: () => T, otherwise: T): T => {
    try {
      return look()
    } catch (error) {
      if (!(error instanceof AwsxError)) throw error
      damaged.push(error)
      return otherwise
    }
  }
  const mark = attempt(() => readMark(markFile), null)
  const generations = attempt(() => listGenerations(vaultDir), [])
  return {
    generations,
    hasIdentity: existsSync(identityFile),
    markedGeneration: mark?.generation ?? null,
    newest: attempt(() => compare(vaultDir, generations.at(-1) ?? null, mark), 'unknown'),
    strangers: namesIn(vaultDir)
      .filter((name) => !isGenerationName(name) && !isTempFile(name))
      .map((name) => join(vaultDir, name)),
    damaged,
  }
}

function compare(vaultDir: string, newest: number | null, mark: Mark | null): StoreState['newest'] {
  if (newest === null || mark === null) return 'unknown'
  if (newest !== mark.generation) return newest < mark.generation ? 'older' : 'newer'
  const bytes = readGeneration(vaultDir, newest)
  if (bytes === null) return 'unknown'
  return createHash('sha256').update(bytes).digest('hex') === mark.sha256 ? 'same' : 'other'
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    // A folder that cannot be read is among the damaged ones already.
    return []
  }
}
