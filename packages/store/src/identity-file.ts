import { dirname } from 'node:path'
import { AwsxError, type Secret } from '@awsx/core'
import { openAge, sealAge } from './age.ts'
import { ageLimits } from './age-header.ts'
import { writeFileDurably } from './durable-file.ts'
import { ensureFolder } from './folder.ts'
import { createIdentity, formatIdentityText, generateScalar, parseIdentityText, type Identity } from './identity.ts'
import { checkPassphrase } from './passphrase.ts'
import { readFileSafely } from './safe-file.ts'
import { createScryptIdentity, createScryptRecipient, type Passphrase } from './scrypt.ts'

/** Where an identity comes from: `identity.age` with its passphrase, or a plain age identity file. */
export type IdentitySource =
  | { readonly kind: 'passphrase'; readonly path: string; readonly passphrase: Passphrase }
  | { readonly kind: 'file'; readonly path: string }

/** What can be set when `identity.age` is written. */
export interface IdentityFileOptions {
  /** scrypt's work factor, log2; default 18, as the age command has it. Only tests lower it. */
  readonly logN?: number
}

const defaultLogN = 18

/**
 * Makes a new identity and writes it to `path`, sealed with the passphrase: a stock age file. It never replaces one.
 *
 * Throws `usage` for a passphrase that will not do, and `write_failed`.
 */
export async function createIdentityFile(
  path: string,
  passphrase: Secret,
  options: IdentityFileOptions = {},
): Promise<Identity> {
  requireGood(passphrase)
  const scalar = generateScalar()
  const text = formatIdentityText(scalar)
  try {
    const sealed = await sealAge(text, [createScryptRecipient(passphrase, options.logN ?? defaultLogN)], path)
    ensureFolder(dirname(path))
    writeFileDurably(path, sealed, { exclusive: true })
  } catch (cause) {
    scalar.fill(0)
    throw cause
  } finally {
    text.fill(0)
  }
  return createIdentity(scalar)
}

/**
 * Opens an identity.
 *
 * By passphrase it throws `wrong_passphrase`, or `vault_damaged` when `identity.age` is missing or changed. A plain file
 * must be a regular file of this user or root with mode 0600 or 0400: else `config_unreadable`, `config_untrusted`
 * or `config_invalid`.
 */
export async function openIdentity(source: IdentitySource): Promise<Identity> {
  const text = await readIdentityText(source)
  try {
    const scalar = parseIdentityText(text)
    if (scalar !== null) return createIdentity(scalar)
  } finally {
    text.fill(0)
  }
  const code = source.kind === 'file' ? 'config_invalid' : 'vault_damaged'
  throw new AwsxError(code, `${source.path} does not hold exactly one age X25519 identity`, {
    hint: 'age-keygen makes one: comments and one AGE-SECRET-KEY-1 line',
    data: { path: source.path },
  })
}

/** The identity file in clear, which the caller overwrites; throws as {@link openIdentity} does for the file itself. */
export async function readIdentityText(source: IdentitySource): Promise<Uint8Array> {
  return source.kind === 'file' ? readPlainText(source.path) : await openSealed(source.path, source.passphrase)
}

/**
 * Seals the identity with another passphrase. Only `identity.age` changes, and at every moment one of the two
 * passphrases opens it. Old copies of the file still open with the old passphrase.
 *
 * Throws what {@link openIdentity} and {@link createIdentityFile} throw.
 */
export async function changePassphrase(
  path: string,
  current: Secret,
  next: Secret,
  options: IdentityFileOptions = {},
): Promise<void> {
  requireGood(next)
  const text = await openSealed(path, current)
  try {
    const sealed = await sealAge(text, [createScryptRecipient(next, options.logN ?? defaultLogN)], path)
    writeFileDurably(path, sealed)
  } finally {
    text.fill(0)
  }
}

async function openSealed(path: string, passphrase: Passphrase): Promise<Uint8Array> {
  const codes = { unreadable: 'vault_damaged', untrusted: 'vault_damaged' } as const
  const file = readFileSafely(path, { maxBytes: ageLimits.fileBytes, ...codes })
  if (file !== null) return openAge(file, createScryptIdentity(passphrase, path), path)
  throw new AwsxError('vault_damaged', `${path} is missing, and the vault cannot be opened without it`, {
    hint: 'restore it from a backup, or set AWSX_IDENTITY_FILE',
    data: { path },
  })
}

function readPlainText(path: string): Uint8Array {
  const text = readFileSafely(path, { maxBytes: 64 * 1024 })
  if (text !== null) return text
  throw new AwsxError('config_unreadable', `the identity file ${path} does not exist`, {
    hint: 'set AWSX_IDENTITY_FILE to an age identity file, or unset it',
    data: { path },
  })
}

function requireGood(passphrase: Secret): void {
  const { problem } = checkPassphrase(passphrase)
  if (problem === null) return
  throw new AwsxError('usage', problem, { hint: 'take six or more random words' })
}
