import { linkSync, readdirSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { ageLimits } from './age-header.ts'
import { errnoOf, outcomeUnknown, retryInterrupted, writeFailed } from './errno.ts'
import { ensureFolder, syncFolder } from './folder.ts'
import { readFileSafely } from './safe-file.ts'
import { removeQuietly, writeTempFile } from './temp-file.ts'

const namePattern = /^[0-9]{8}\.age$/

/** The path of a generation in the vault folder. */
export function generationPath(vaultDir: string, generation: number): string {
  return join(vaultDir, `${String(generation).padStart(8, '0')}.age`)
}

/** Whether a name in the vault folder is a generation's. */
export function isGenerationName(name: string): boolean {
  return namePattern.test(name) && name !== '00000000.age'
}

/** The generations that are there, oldest first; none when there is no folder. Other files are left out. */
export function listGenerations(vaultDir: string): number[] {
  let names: string[]
  try {
    names = retryInterrupted(() => readdirSync(vaultDir))
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === 'ENOENT') return []
    throw new AwsxError('vault_damaged', `${vaultDir} could not be read (${errno ?? 'unknown reason'})`, {
      hint: `ls -ld ${vaultDir}`,
      cause,
      data: { path: vaultDir, errno },
    })
  }
  return names
    .filter(isGenerationName)
    .map((name) => Number(name.slice(0, 8)))
    .sort((a, b) => a - b)
}

/** The sealed bytes of a generation; null when it is not there (any more). Throws `vault_damaged`. */
export function readGeneration(vaultDir: string, generation: number): Uint8Array | null {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  return readFileSafely(generationPath(vaultDir, generation), { maxBytes: ageLimits.fileBytes, ...codes })
}

/**
 * Puts a generation in its place if the place is free, and makes it durable. False when another writer was first.
 *
 * Throws `write_failed`; when only the last fsync failed its `data.outcome` is `unknown`.
 */
export function linkGeneration(vaultDir: string, generation: number, bytes: Uint8Array): boolean {
  const path = generationPath(vaultDir, generation)
  if (!isGenerationName(path.slice(-12))) {
    throw new AwsxError('write_failed', `${vaultDir} has no number left after generation ${generation - 1}`)
  }
  let temp: string
  try {
    ensureFolder(vaultDir)
    temp = writeTempFile(vaultDir, bytes)
  } catch (cause) {
    throw writeFailed(path, cause)
  }
  try {
    retryInterrupted(() => linkSync(temp, path))
  } catch (cause) {
    removeQuietly(temp)
    // ENOENT: a purge took the temporary file away; as with a lost race, the caller looks at what is there now.
    const errno = errnoOf(cause)
    if (errno === 'EEXIST' || errno === 'ENOENT') return false
    throw writeFailed(path, cause)
  }
  try {
    syncFolder(vaultDir)
  } catch (cause) {
    throw outcomeUnknown(path, cause)
  } finally {
    removeQuietly(temp)
  }
  return true
}

/** Removes the generations up to and including `last`, for good. Throws `write_failed`, naming the one that is left. */
export function removeGenerations(vaultDir: string, last: number): void {
  const old = listGenerations(vaultDir).filter((generation) => generation <= last)
  if (old.length === 0) return
  for (const generation of old) {
    const path = generationPath(vaultDir, generation)
    try {
      retryInterrupted(() => unlinkSync(path))
    } catch (cause) {
      if (errnoOf(cause) !== 'ENOENT') throw removalFailed(path, cause)
    }
  }
  try {
    syncFolder(vaultDir)
  } catch (cause) {
    throw removalFailed(vaultDir, cause)
  }
}

function removalFailed(path: string, cause: unknown): AwsxError {
  const errno = errnoOf(cause)
  return new AwsxError(
    'write_failed',
    `older generations could not be removed: ${path} (${errno ?? 'unknown reason'})`,
    {
      hint: `rm ${path}`,
      cause,
      data: { path, errno, outcome: 'unknown' },
    },
  )
}
