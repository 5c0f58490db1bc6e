import { AwsxError, Secret } from '@awsx/core'
import { formatIdentityText, generateScalar } from './identity.ts'
import type { Vault } from './vault.ts'
import { toRecipient } from './x25519.ts'

/** A recovery identity: shown or written once, and never kept by awsx. */
export interface RecoveryIdentity {
  /** A whole age identity file. */
  readonly identity: Secret
  /** Its public half, which the vault keeps. */
  readonly recipient: string
}

/**
 * Makes a recovery identity and seals a new generation of the vault to it as well.
 *
 * Whoever holds it opens the vault with the `age` command. Older generations and sessions are not sealed again. `keep` is
 * called before the vault changes, to put the identity where it survives: a vault is never sealed to a key that nobody
 * has. Throws what `keep` and a commit throw, and `locked` when there is no vault.
 */
export async function addRecovery(
  vault: Vault,
  keep: (recovery: RecoveryIdentity) => void = () => {},
): Promise<RecoveryIdentity> {
  if (!vault.exists()) throw noVault()
  const scalar = generateScalar()
  const recipient = toRecipient(scalar)
  const text = formatIdentityText(scalar)
  scalar.fill(0)
  const identity = new Secret(Buffer.from(text).toString('latin1'))
  text.fill(0)
  keep({ identity, recipient })
  const done = await vault.commit(({ recovery }) => {
    if (recovery.length >= 8) throw new AwsxError('usage', 'the vault has eight recovery recipients already')
    return { recovery: recovery.includes(recipient) ? recovery : [...recovery, recipient] }
  })
  if (done) return { identity, recipient }
  throw noVault()
}

function noVault(): AwsxError {
  return new AwsxError('locked', 'there is no vault yet to recover', { hint: 'awsx add' })
}
