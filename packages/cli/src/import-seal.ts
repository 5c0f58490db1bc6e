import { AwsxError, safe, type CallerIdentity } from '@awsx/core'
import { askCallerIdentity } from './caller-identity.ts'
import type { Engine } from './engine.ts'
import { showKeyId } from './import-candidate.ts'
import { isSameKey, type PlainKey } from './plain-key.ts'
import { requireVault } from './vault-access.ts'

/** A key and whose it is. */
export interface VerifiedKey {
  readonly key: PlainKey
  /** Null where AWS was not asked. */
  readonly caller: CallerIdentity | null
}

/** Leaves out the keys that AWS refuses. Throws `unreachable` and `throttled`, and what AWS said where it refuses all. */
export async function verifyKeys(engine: Engine, keys: readonly PlainKey[]): Promise<VerifiedKey[]> {
  const verified: VerifiedKey[] = []
  let refusal: AwsxError | null = null
  for (const key of keys) {
    try {
      verified.push({ key, caller: await checkKey(engine, key) })
    } catch (error) {
      if (!(error instanceof AwsxError) || error.code === 'unreachable' || error.code === 'throttled') throw error
      engine.io.warn(`${key.profile} is left out: ${error.message}`)
      refusal = error
    }
  }
  if (verified.length > 0 || refusal === null) return verified
  throw new AwsxError(
    refusal.code,
    keys.length === 1 ? refusal.message : 'none of these keys passed; nothing was sealed',
    {
      hint: 'delete what is no longer used; --no-verify seals keys of services without STS',
      cause: refusal,
    },
  )
}

async function checkKey(engine: Engine, { profile, accessKeyId, secretAccessKey }: PlainKey): Promise<CallerIdentity> {
  const caller = await askCallerIdentity(engine, profile, { accessKeyId, secretAccessKey, sessionToken: null }, null)
  const expected = engine.awsFiles().graph.profiles.get(profile)?.settings.get('aws_account_id')?.value
  if (expected && expected !== caller.accountId) {
    throw new AwsxError(
      'account_mismatch',
      `its key is of account ${caller.accountId}, and aws_account_id says ${expected}`,
    )
  }
  return caller
}

/** Seals the keys, then reads the vault from the disk again. Throws `vault_damaged` where it says otherwise. */
export async function sealKeys({ vault, clock, io }: Engine, verified: readonly VerifiedKey[]): Promise<void> {
  await requireVault(vault)
  for (const { key, caller } of verified) {
    const { profile, accessKeyId, secretAccessKey } = key
    const old = await vault.store.keys.get(profile)
    await vault.store.keys.put({
      profile,
      accessKeyId,
      secretAccessKey,
      accountId: caller?.accountId ?? null,
      arn: caller?.arn ?? null,
      mfaSerial: old?.mfaSerial ?? null,
      region: old?.region ?? null,
      addedAt: clock.now(),
    })
  }
  const stored = await vault.keys()
  for (const { key, caller } of verified) {
    const sealed = stored.get(key.profile)
    if (sealed === undefined || !isSameKey(sealed, key)) {
      throw new AwsxError(
        'vault_damaged',
        `the vault does not give back the key of '${key.profile}'; the files are as they were`,
        {
          hint: 'awsx vault verify',
        },
      )
    }
    const whose = caller === null ? '' : ` of ${safe(caller.arn, 300)}`
    io.say(`awsx: ${showKeyId(key.accessKeyId)}${whose} is sealed as ${safe(key.profile)}, and reads back`)
  }
}
