import { lockReason, nextLockCheckMs, type LockLimits, type Moment } from './lock-policy.ts'

/** Watches one period of being unlocked. */
export interface LockTimer {
  /** Starts a period; with `lifeMs` it lasts that long at most. */
  start(lifeMs: number | null): void
  /** A request came. True when the time is over: `lock` was called, and the request finds a locked agent. */
  touch(): boolean
  stop(): void
  /** When it ends at the latest, ms since the epoch; null while locked. */
  endsAt(): number | null
}

/** The most setTimeout takes. */
const longestTimerMs = 2 ** 31 - 1

/** A timer that calls `lock` once a period is over. While none runs there is no timer, and so no wake-up. */
export function createLockTimer(limits: LockLimits, now: () => Moment, lock: (why: string) => void): LockTimer {
  let period: { readonly limits: LockLimits; readonly start: Moment; lastUsed: Moment } | null = null
  let timer: NodeJS.Timeout | undefined

  function stop(): void {
    clearTimeout(timer)
    period = null
  }

  function check(): boolean {
    if (period === null) return false
    const moment = now()
    const why = lockReason(period.limits, period.start, period.lastUsed, moment)
    if (why !== null) {
      stop()
      lock(why)
      return true
    }
    const ms = nextLockCheckMs(period.limits, period.start, period.lastUsed, moment)
    clearTimeout(timer)
    timer = setTimeout(check, Math.min(ms, longestTimerMs))
    return false
  }

  return {
    start(lifeMs) {
      const moment = now()
      const life = Math.min(lifeMs ?? limits.lifeMs, limits.lifeMs)
      period = { limits: { ...limits, lifeMs: life }, start: moment, lastUsed: moment }
      check()
    },
    touch() {
      if (check()) return true
      if (period !== null) {
        period.lastUsed = now()
        check()
      }
      return false
    },
    stop,
    endsAt: () => (period === null ? null : period.start.wall + period.limits.lifeMs),
  }
}
