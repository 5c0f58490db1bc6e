/** How long an agent stays unlocked. */
export interface LockLimits {
  /** From the moment it was unlocked, in ms. */
  readonly lifeMs: number
  /** Without a request, in ms; null: it does not matter. */
  readonly idleMs: number | null
  /** Lock when the machine slept meanwhile. */
  readonly lockOnSuspend: boolean
}

/** A moment on both clocks, in ms: the one that people set, and the one that only runs while the machine does. */
export interface Moment {
  readonly wall: number
  readonly monotonic: number
}

/** Clocks drift, and are set by the network: only a gap above this is sleep. */
const sleepGapMs = 10_000

/** Why an agent has to lock now; null when it may stay open. Whichever clock says so first is believed. */
export function lockReason(
  limits: LockLimits,
  unlockedAt: Moment,
  lastUsed: Moment,
  now: Moment,
): 'time' | 'idle' | 'suspend' | null {
  if (elapsed(unlockedAt, now) >= limits.lifeMs) return 'time'
  if (limits.idleMs !== null && elapsed(lastUsed, now) >= limits.idleMs) return 'idle'
  const slept = now.wall - lastUsed.wall - (now.monotonic - lastUsed.monotonic)
  return limits.lockOnSuspend && slept > sleepGapMs ? 'suspend' : null
}

/** In how many ms it is worth to look again, when nothing else happens; at least 1. */
export function nextLockCheckMs(limits: LockLimits, unlockedAt: Moment, lastUsed: Moment, now: Moment): number {
  const life = limits.lifeMs - elapsed(unlockedAt, now)
  const idle = limits.idleMs === null ? life : limits.idleMs - elapsed(lastUsed, now)
  return Math.max(1, Math.min(life, idle))
}

/** The ms between two moments, by the clock that ran further; never negative: one that was set back makes nothing last longer. */
export function elapsed(from: Moment, to: Moment): number {
  return Math.max(0, to.wall - from.wall, to.monotonic - from.monotonic)
}
