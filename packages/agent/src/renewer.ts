import type { Session } from '@awsx/core'
import { scopeOf } from './caller.ts'
import { renewalTime } from './renewal.ts'
import type { GivenSession, SessionCall } from './session-call.ts'

/** What is to be renewed now, what has ended, and when to look again (ms since the epoch); null: there is nothing to wait for. */
export interface Schedule {
  readonly due: readonly string[]
  readonly ended: readonly string[]
  readonly nextAt: number | null
}

/** The plan of renewals: a session in use is renewed once its time has come, and let go where that was missed. */
export function scheduleRenewals(used: ReadonlyMap<string, Session>, now: number): Schedule {
  const due: string[] = []
  const ended: string[] = []
  let nextAt: number | null = null
  for (const [key, session] of used) {
    const at = renewalTime(session)
    if (at === null || (session.expiresAt ?? 0) <= now) ended.push(key)
    else if (at <= now) due.push(key)
    else nextAt = Math.min(nextAt ?? at, at)
  }
  return { due, ended, nextAt }
}

/** Renews sessions that are in use ahead of their end. */
export interface Renewer {
  /** A session was given out for `call`. */
  used(call: SessionCall, given: GivenSession): void
  /** Forgets all, and waits for nothing any more. */
  clear(): void
}

interface Used {
  readonly call: SessionCall
  readonly session: Session
}

/** The most setTimeout takes. */
const longestTimerMs = 2 ** 31 - 1
/** Calls that differ in folder or variables are kept apart; a client that makes them up fills no memory. */
const mostUsed = 1000

/**
 * A renewer; `renew` makes a session without a person, and throws where it cannot.
 *
 * A session is in use when it was given out since it was made. So each is renewed once, well or badly, and then let go
 * until somebody asks for it again. It asks for more life than the session at hand has left: what another call renewed
 * meanwhile will do.
 */
export function createRenewer(now: () => number, renew: (call: SessionCall) => Promise<unknown>): Renewer {
  const used = new Map<string, Used>()
  const underway = new Set<string>()
  let timer: NodeJS.Timeout | undefined

  function look(): void {
    clearTimeout(timer)
    const moment = now()
    const sessions = new Map([...used].map(([key, { session }]) => [key, session]))
    const { due, ended, nextAt } = scheduleRenewals(sessions, moment)
    for (const key of ended) used.delete(key)
    for (const key of due) void start(key)
    if (nextAt !== null) timer = setTimeout(look, Math.min(longestTimerMs, Math.max(1, nextAt - moment)))
  }

  async function start(key: string): Promise<void> {
    const entry = used.get(key)
    used.delete(key)
    if (entry === undefined) return
    underway.add(key)
    try {
      const left = ((entry.session.expiresAt ?? 0) - now()) / 1000
      await renew({ ...entry.call, refresh: false, minTtlSeconds: Math.ceil(left) + 1 })
    } catch {
      // Whoever asks next is told why; the session at hand lives on until its end.
    } finally {
      underway.delete(key)
    }
  }

  return {
    used(call, { session }) {
      const key = keyOf(call)
      // What is given out meanwhile is the old one.
      if (renewalTime(session) === null || underway.has(key)) return
      used.delete(key)
      used.set(key, { call, session })
      const [oldest] = used.keys()
      if (used.size > mostUsed && oldest !== undefined) used.delete(oldest)
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
