import { secondsLeft, type Session } from '@awsx/core'

/** SDKs begin to ask for new credentials 15 minutes before the end; 20 minutes leaves them none to wait for. */
const aheadMs = 20 * 60_000

/**
 * When a session that is in use is to be renewed, ms since the epoch: 20 minutes before it ends, or after two thirds
 * of its life where that is later to begin with. Null for what never ends.
 */
export function renewalTime({ issuedAt, expiresAt }: Session): number | null {
  if (expiresAt === null) return null
  const lifeMs = Math.max(0, expiresAt - issuedAt)
  return expiresAt - Math.min(aheadMs, Math.floor(lifeMs / 3))
}

/** The longest session AWS gives (GetSessionToken, 36 h); it also stands for what never ends, which JSON cannot say. */
const longestSeconds = 129_600

/**
 * The least life, in seconds, that only a newer session than `last` can have: a renewal that asks for it makes no call
 * where somebody else has renewed meanwhile. `now` in ms since the epoch.
 */
export function longerTtlSeconds(last: Pick<Session, 'expiresAt'>, now: number): number {
  return Math.max(0, Math.min(secondsLeft(last, now), longestSeconds)) + 60
}
