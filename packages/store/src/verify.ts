import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { ageLimits, readAgeHeader } from './age-header.ts'
import { errnoOf } from './errno.ts'
import { generationPath, isGenerationName, listGenerations, readGeneration } from './generations.ts'
import { readMark } from './mark.ts'
import { readFileSafely } from './safe-file.ts'
import type { StoreKey } from './sealed-object.ts'
import { listSessionFiles, openSessionFile, sessionKinds } from './session-files.ts'
import { readStoreId } from './store-stanza.ts'
import type { StorePaths } from './store-paths.ts'
import { isTempFile } from './temp-file.ts'
import { verifyDeviceFiles } from './verify-device.ts'
import { openGeneration } from './vault-reader.ts'

/** Something that `awsx vault verify` says of a file. */
export interface StoreFinding {
  /** `error`: the store is not whole; `warning`: worth a look; `info`: as it should be, or harmless. */
  readonly level: 'info' | 'warning' | 'error'
  readonly path: string
  readonly message: string
}

/** What is checked, and how the store is unlocked for it. */
export interface VerifyDeps {
  readonly paths: StorePaths
  openKey(storeId: string): Promise<StoreKey>
}

/**
 * Opens every generation and session there is, follows the chain of hashes, and compares the newest with the mark.
 *
 * Throws only what unlocking throws; all else is a finding. An older or replaced vault is reported, not refused.
 */
export async function verifyStore({ paths, openKey }: VerifyDeps): Promise<StoreFinding[]> {
  const findings: StoreFinding[] = []
  const add = (level: StoreFinding['level'], path: string, message: string): void => {
    findings.push({ level, path, message })
  }
  const attempt = async <T>(path: string, check: () => T | Promise<T>): Promise<T | null> => {
    try {
      return await check()
    } catch (cause) {
      if (!(cause instanceof AwsxError) || cause.code !== 'vault_damaged') throw cause
      add('error', path, cause.message)
      return null
    }
  }

  const { vaultDir, sessionsDir, markFile, identityFile } = paths
  await attempt(identityFile, () => {
    const file = readPrivate(identityFile)
    if (file === null) return add('info', identityFile, 'is not there: the identity comes from elsewhere')
    const [stanza] = readAgeHeader(file, identityFile)
    if (stanza?.[0] !== 'scrypt') return add('error', identityFile, 'is not sealed with a passphrase')
    add('info', identityFile, `is sealed with a passphrase, work factor ${stanza[2] ?? '?'}`)
  })

  findings.push(...verifyDeviceFiles(paths))

  const mark = await attempt(markFile, () => readMark(markFile))
  const generations = listGenerations(vaultDir)
  const newest = generations.at(-1)
  if (newest === undefined) {
    add(mark === null ? 'info' : 'error', vaultDir, 'has no vault')
    return findings
  }
  const newestPath = generationPath(vaultDir, newest)
  const storeId = await attempt(newestPath, () =>
    readStoreId(readGeneration(vaultDir, newest) ?? new Uint8Array(), newestPath),
  )
  if (mark !== null && storeId !== null && mark.storeId !== storeId) {
    add('error', vaultDir, 'is another store than the one that was used here before')
    return findings
  }
  const key = await openKey(mark?.storeId ?? storeId ?? '')

  let before: { readonly generation: number; readonly sha256: string } | null = null
  for (const generation of generations) {
    const path = generationPath(vaultDir, generation)
    const opened = await attempt(path, () => {
      const bytes = readGeneration(vaultDir, generation)
      return bytes === null ? null : openGeneration(vaultDir, bytes, generation, key)
    })
    if (opened === null) {
      before = null
      continue
    }
    const { document, sha256 } = opened
    if (before !== null && before.generation + 1 !== generation) {
      add('warning', path, `does not follow generation ${before.generation}: generations in between are missing`)
    } else if (before !== null && before.sha256 !== document.previous) {
      add('error', path, `is not a continuation of generation ${before.generation} as it is now`)
    } else {
      add(
        'info',
        path,
        `opens: ${count(document.entries.length, 'entry', 'entries')}, ${count(document.recovery.length, 'recovery recipient', 'recovery recipients')}`,
      )
    }
    if (mark?.generation === generation && mark.sha256 !== sha256) {
      add('error', path, 'is not the generation of this number that was seen here before')
    }
    before = { generation, sha256 }
  }
  if (mark !== null && newest < mark.generation) {
    add('error', vaultDir, `is at generation ${newest}, and generation ${mark.generation} was seen here before`)
  }
  if (mark !== null && mark.recipient !== key.recipient) add('error', markFile, 'names another identity')

  for (const name of readNames(vaultDir)) {
    if (isTempFile(name)) add('info', join(vaultDir, name), 'was left by an interrupted writer and is removed later')
    else if (!isGenerationName(name)) add('warning', join(vaultDir, name), 'is not a file of the vault and is ignored')
  }
  for (const name of listSessionFiles(sessionsDir)) {
    const path = join(sessionsDir, name)
    if (await opensAsAny(sessionsDir, name, key)) add('info', path, 'opens')
    else add('warning', path, 'does not open and counts as missing')
  }
  return findings
}

async function opensAsAny(sessionsDir: string, name: string, key: StoreKey): Promise<boolean> {
  for (const kind of sessionKinds) {
    const plaintext = await openSessionFile(sessionsDir, name, kind, key)
    if (plaintext !== null) return true
  }
  return false
}

function readPrivate(path: string): Uint8Array | null {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  return readFileSafely(path, { maxBytes: ageLimits.fileBytes, ...codes })
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined)
  } catch (cause) {
    if (errnoOf(cause) === null) throw cause
    return []
  }
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}
