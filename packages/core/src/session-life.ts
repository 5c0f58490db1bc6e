import type { Session } from './credentials.ts'

/** No credentials are handed out with less life than this, in seconds. */
export const leastTtlSeconds = 300

/** How long credentials still live, in whole seconds; infinite for long-term keys. */
export function secondsLeft(session: Pick<Session, 'expiresAt'>, now: number): number {
  return session.expiresAt === null ? Number.POSITIVE_INFINITY : Math.floor((session.expiresAt - now) / 1000)
}
