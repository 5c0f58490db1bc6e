import { AwsxError, type StoredKey } from '@awsx/core'
import { findPlainKeys, isSameKey, type PlainKey } from '../plain-key.ts'
import { showKeyId } from '../import-candidate.ts'
import type { DoctorContext } from './context.ts'
import { note, problem, type Check, type Finding } from './finding.ts'
import { failureFinding } from './failure.ts'

/** Keys in clear in the AWS files, and whether the vault has them already, where it opens without a question. */
export const plainKeysCheck: Check = {
  name: 'plain-keys',
  async run({ files, fixes, storedKeys }) {
    const what = 'keys in clear'
    const keys = findPlainKeys(files)
    if (keys.length === 0) return { what, findings: [] }
    try {
      return { what, findings: judgePlainKeys(keys, await storedKeys(), fixes) }
    } catch (error) {
      if (!(error instanceof AwsxError)) throw error
      return { what, findings: [...judgePlainKeys(keys, null, fixes), failureFinding('vault_closed', error)] }
    }
  },
}

/** One finding a key; `stored` is null while the vault is locked. */
function judgePlainKeys(
  keys: readonly PlainKey[],
  stored: ReadonlyMap<string, StoredKey> | null,
  fixes: DoctorContext['fixes'],
): Finding[] {
  return keys.map((key) => {
    const { profile, file, line, unfit } = key
    const place = { file: file.path, line }
    const id = showKeyId(key.accessKeyId)
    const name = `${id === '-' ? '' : `${id} `}of ${profile}`
    if (unfit !== null) {
      const isTemporary = unfit.startsWith('temporary')
      return (isTemporary ? note : problem)(isTemporary ? 'temporary_key' : 'unusable_key', {
        message: `the key ${name} is in clear; ${unfit}`,
        why: isTemporary
          ? 'other tools use it before anything else, also when it has ended'
          : 'nothing can use it well',
        ...place,
        fix: fixes.edit(file.path, line),
      })
    }
    const sealed = stored?.get(profile)
    const isCopy = sealed !== undefined && isSameKey(key, sealed)
    const options = sealed === undefined || isCopy ? '--yes --remove' : '--yes --replace --remove'
    return problem(isCopy ? 'copied_key' : 'plain_key', {
      message: isCopy ? `the key ${name} is in the vault, and still here in clear` : `the key ${name} is here in clear`,
      why: 'every program you start, and every backup, can take it',
      ...place,
      fix: fixes.onProfile(profile, (word) => `awsx import ${word} ${options}`) ?? fixes.edit(file.path, line),
    })
  })
}
