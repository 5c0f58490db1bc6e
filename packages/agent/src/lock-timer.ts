import { elapsed, lockReason, nextLockCheckMs, type LockLimits, type Moment } from './lock-policy.ts'

/** Watches one period of being unlocked. */
export interface LockTimer {
  /** Starts a period of `lifeMs`, or as long as the limits let it be. */
  start(lifeMs: number): void
  /** Ends the period `lifeMs` from now, if it would last longer. */
  shorten(lifeMs: number): void
  /** Calls `lock` when the time is over: before a request, because a clock may have jumped. */
  check(): void
  /** The store is in use: the time without a request starts again. */
  touch(): void
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

  function check(): void {
    if (period === null) return
    const moment = now()
    const why = lockReason(period.limits, period.start, period.lastUsed, moment)
    if (why !== null) {
      stop()
      lock(why)
      return
    }
    const ms = nextLockCheckMs(period.limits, period.start, period.lastUsed, moment)
    clearTimeout(timer)
    timer = setTimeout(check, Math.min(ms, longestTimerMs))
  }

  return {
    start(lifeMs) {
      const moment = now()
      const life = Math.min(lifeMs, limits.lifeMs)
      period = { limits: { ...limits, lifeMs: life }, start: moment, lastUsed: moment }
      check()
    },
    shorten(lifeMs) {
      if (period === null) return
      const life = elapsed(period.start, now()) + lifeMs
      period = { ...period, limits: { ...period.limits, lifeMs: Math.min(life, period.limits.lifeMs) } }
      check()
    },
    check,
    touch() {
      check()
      if (period === null) return
      period.lastUsed = now()
      check()
    },
    stop,
    endsAt: () => (period === null ? null : period.start.wall + period.limits.lifeMs),
  }
}
