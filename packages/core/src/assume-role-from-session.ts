import type { Session } from './credentials.ts'
import { formatDuration } from './duration.ts'
import { AwsxError } from './errors.ts'
import type { AssumeRoleStep } from './plan.ts'
import type { ExecutePorts } from './ports.ts'
import type { RoleMemory } from './role-memory.ts'

/** Younger than this, an MFA is not what AWS refused. */
const youngMfaSeconds = 300

/**
 * Assumes a role with an MFA session, and asks for a new code once where the session's MFA may be too old.
 *
 * `session(true)` makes the session anew. Throws `access_denied` when the role stays refused, `mfa_required` when nobody
 * can be asked, and what STS throws.
 */
export async function assumeRoleFromSession(
  step: AssumeRoleStep,
  session: (renew: boolean) => Promise<Session>,
  ports: Pick<ExecutePorts, 'sts' | 'clock' | 'notify'>,
  memory: RoleMemory,
): Promise<Session> {
  const { roleArn } = step.input
  const found = await session(false)
  const age = mfaAge(found, ports.clock.now())
  const hopeless = await memory.isRefused(roleArn, found.credentials.accessKeyId)

  async function assume(from: Session): Promise<Session> {
    const given = await ports.sts.assumeRole(from.credentials, step.input, null)
    return { ...given, mfaAt: given.mfaAt ?? from.mfaAt }
  }

  async function assumeWithNewCode(): Promise<Session> {
    const renewed = await session(true)
    try {
      return await assume(renewed)
    } catch (error) {
      if (isDenied(error)) {
        await memory.rememberRefused(roleArn, renewed.credentials.accessKeyId, renewed.expiresAt ?? ports.clock.now())
      }
      throw error
    }
  }

  if (age === null || hopeless) return await assume(found)
  const limit = step.mfaMaxAgeSeconds ?? (await memory.tooOldSeconds(roleArn))
  if (limit !== null && age >= limit) {
    ports.notify({ level: 'info', message: `${roleArn} wants a newer MFA than the one ${formatDuration(age)} ago` })
    return await assumeWithNewCode()
  }
  try {
    return await assume(found)
  } catch (error) {
    if (!isDenied(error) || age <= youngMfaSeconds) throw error
    const message = `AWS refused ${roleArn} with the MFA of ${formatDuration(age)} ago; a new code may help`
    ports.notify({ level: 'warning', message })
    const given = await assumeWithNewCode()
    await memory.rememberTooOld(roleArn, age)
    return given
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof AwsxError && error.code === 'access_denied'
}

function mfaAge(session: Session, now: number): number | null {
  return session.mfaAt === null ? null : Math.max(0, Math.floor((now - session.mfaAt) / 1000))
}
