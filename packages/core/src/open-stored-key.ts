import { commandWord } from './command-word.ts'
import type { Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import type { StoredKeysStep } from './plan.ts'
import type { ExecutePorts } from './ports.ts'

/** The long-term keys of a step out of the vault; throws `credentials_missing` where they are not those of the plan. */
export async function openStoredKey(
  step: StoredKeysStep,
  { keys, clock }: Pick<ExecutePorts, 'keys' | 'clock'>,
): Promise<Session> {
  const key = await keys.get(step.profile)
  if (key === null) {
    throw new AwsxError('credentials_missing', `the vault has no keys of profile '${step.profile}'`, {
      hint: `awsx add ${commandWord(step.profile)}`,
    })
  }
  if (step.accessKeyId !== null && key.accessKeyId !== step.accessKeyId) {
    throw new AwsxError('credentials_missing', `the keys of '${step.profile}' were changed in the vault meanwhile`, {
      hint: 'run the command again',
    })
  }
  const { accessKeyId, secretAccessKey, accountId, arn } = key
  const credentials = { accessKeyId, secretAccessKey, sessionToken: null }
  return { credentials, expiresAt: null, issuedAt: clock.now(), mfaAt: null, accountId, arn }
}
