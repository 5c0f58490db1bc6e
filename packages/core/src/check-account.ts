import { commandWord } from './command-word.ts'
import type { Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import type { Memory } from './memory.ts'
import type { Plan } from './plan.ts'
import type { Sts } from './ports.ts'

const monthMs = 30 * 86_400_000

/**
 * The session with its account, where the plan says which one it has to be; asks AWS once where nobody knows it.
 *
 * Throws `account_mismatch`, and what STS throws.
 */
export async function checkAccount(
  { profile, expectedAccountId, endpoint }: Plan,
  session: Session,
  sts: Sts,
  memory: Memory,
): Promise<Session> {
  if (expectedAccountId === null) return session
  const { value, source } = expectedAccountId
  const accountId = session.accountId ?? (await learnAccount())
  if (accountId === value) return { ...session, accountId }
  const where = source.kind === 'file' ? ` (${source.file}:${source.line})` : ''
  throw new AwsxError(
    'account_mismatch',
    `profile '${profile}' gave credentials of account ${accountId}, but aws_account_id says ${value}${where}`,
    { hint: `awsx explain ${commandWord(profile)}` },
  )

  async function learnAccount(): Promise<string> {
    const key = `account ${session.credentials.accessKeyId}`
    const known = await memory.recall(key)
    if (known !== null) return known
    const caller = await sts.getCallerIdentity(session.credentials, endpoint)
    await memory.remember(key, caller.accountId, session.expiresAt ?? session.issuedAt + monthMs)
    return caller.accountId
  }
}
