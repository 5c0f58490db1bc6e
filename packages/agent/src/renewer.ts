import { scopeOf } from './caller.ts'
import type { GivenSession, SessionCall } from './session-call.ts'
import { renewalTime } from './renewal.ts'

/** A session that was given out, and when it was asked for last. */
export interface Used {
  readonly call: SessionCall
  readonly given: GivenSession
  readonly lastUsedAt: number
  /** Set when it could not be renewed: then it is left alone until it is asked for again. */
  readonly failed: boolean
}

/** What is to be renewed now, and when to look again (ms since the epoch); null when there is nothing to wait for. */
export interface Schedule {
  readonly due: readonly string[]
  readonly nextAt: number | null
}

/**
 * The plan of renewals: a session is renewed once its time has come, if it was asked for since it was issued.
 *
 * What nobody asked for since is let go; what has ended too.
 */
export function scheduleRenewals(used: ReadonlyMap<string, Used>, now: number): Schedule {
  const due: string[] = []
  let nextAt: number | null = null
  for (const [key, { given, lastUsedAt, failed }] of used) {
    const { session } = given
    const at = renewalTime(session)
    if (at === null || failed || lastUsedAt < session.issuedAt || (session.expiresAt ?? 0) <= now) continue
    if (at <= now) due.push(key)
    else nextAt = Math.min(nextAt ?? at, at)
  }
  return { due, nextAt }
}

/** Renews sessions that are in use ahead of their end. */
export interface Renewer {
  /** A session was given out for `call`. */
  used(call: SessionCall, given: GivenSession): void
  /** Forgets all, and waits for nothing any more. */
  clear(): void
}

/** The most setTimeout takes. */
const longestTimerMs = 2 ** 31 - 1

/**
 * A renewer; `renew` makes a session without a person, and throws where it cannot.
 *
 * It asks for more life than the session at hand has left: what another call renewed meanwhile will do.
 */
export function createRenewer(now: () => number, renew: (call: SessionCall) => Promise<GivenSession>): Renewer {
  const used = new Map<string, Used>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    clearTimeout(timer)
    const moment = now()
    for (const [key, { given }] of used) if ((given.session.expiresAt ?? moment + 1) <= moment) used.delete(key)
    const { due, nextAt } = scheduleRenewals(used, moment)
    for (const key of due) void start(key)
    if (nextAt !== null) timer = setTimeout(look, Math.min(longestTimerMs, Math.max(1, nextAt - moment)))
  }

  async function start(key: string): Promise<void> {
    const entry = used.get(key)
    if (entry === undefined) return
    // Until it comes back it is not due a second time.
    used.set(key, { ...entry, failed: true })
    try {
      const left = ((entry.given.session.expiresAt ?? 0) - now()) / 1000
      const given = await renew({ ...entry.call, refresh: false, minTtlSeconds: Math.ceil(left) + 1 })
      // Not asked for since: it counts as in use only when somebody comes for it.
      if (used.has(key)) used.set(key, { ...entry, given, lastUsedAt: entry.lastUsedAt, failed: false })
    } catch {
      // Whoever asks next is told why; the session at hand lives on until its end.
    }
    look()
  }

  return {
    used(call, given) {
      if (given.session.expiresAt === null) return
      used.set(keyOf(call), { call, given, lastUsedAt: Math.max(now(), given.session.issuedAt), failed: false })
      look()
    },
    clear() {
      clearTimeout(timer)
      used.clear()
    },
  }
}

/** Two calls with the same key get the same session. */
function keyOf({ profile, flags, caller }: SessionCall): string {
  return JSON.stringify([profile, flags, scopeOf(caller)])
}
