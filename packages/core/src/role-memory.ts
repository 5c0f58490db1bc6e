import type { Memory } from './memory.ts'
import type { Clock } from './ports.ts'

const monthMs = 30 * 86_400_000

/**
 * What is remembered of roles that refused an MFA session.
 *
 * AWS says AccessDenied both for an MFA that is too old and for a role one may not use; only a try with a new code tells.
 */
export interface RoleMemory {
  /** The youngest MFA that was too old for this role, in seconds; null when it never was. */
  tooOldSeconds(roleArn: string): Promise<number | null>
  rememberTooOld(roleArn: string, ageSeconds: number): Promise<void>
  /** Whether this session was refused although its MFA was new. */
  isRefused(roleArn: string, accessKeyId: string): Promise<boolean>
  rememberRefused(roleArn: string, accessKeyId: string, until: number): Promise<void>
  /** Whether the role takes no code straight in AssumeRole, but does take an MFA session. */
  isDirectRefused(roleArn: string): Promise<boolean>
  rememberDirectRefused(roleArn: string): Promise<void>
}

/** The memory of roles. */
export function createRoleMemory(memory: Memory, clock: Clock): RoleMemory {
  async function tooOldSeconds(roleArn: string): Promise<number | null> {
    const text = await memory.recall(`mfa-too-old ${roleArn}`)
    return text !== null && /^[0-9]{1,9}$/.test(text) ? Number(text) : null
  }
  return {
    tooOldSeconds,
    async rememberTooOld(roleArn, ageSeconds) {
      const age = Math.min((await tooOldSeconds(roleArn)) ?? ageSeconds, ageSeconds)
      await memory.remember(`mfa-too-old ${roleArn}`, String(Math.floor(age)), clock.now() + monthMs)
    },
    async isRefused(roleArn, accessKeyId) {
      return (await memory.recall(`refused ${roleArn} ${accessKeyId}`)) !== null
    },
    async rememberRefused(roleArn, accessKeyId, until) {
      await memory.remember(`refused ${roleArn} ${accessKeyId}`, 'yes', until)
    },
    async isDirectRefused(roleArn) {
      return (await memory.recall(`direct-refused ${roleArn}`)) !== null
    },
    async rememberDirectRefused(roleArn) {
      await memory.remember(`direct-refused ${roleArn}`, 'yes', clock.now() + monthMs)
    },
  }
}
