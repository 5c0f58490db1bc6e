import { AwsxError, exitCodeOf, type Clock, type Session } from '@awsx/core'
import { renewalTime } from './renewal.ts'

/** What a keeper works with. */
export interface SessionKeeperDeps {
  /** The session to begin with. */
  readonly first: Session
  /** Makes a session that lasts longer than the one before; must never ask a person. */
  obtain(): Promise<Session>
  readonly clock: Clock
  /**
   * Told once per trouble, of a renewal that needs a person at once, of any other when it has failed a few times;
   * `until` is when the session at hand ends, ms since the epoch.
   */
  onTrouble(error: AwsxError, until: number): void
  /** Told of a session that came. */
  onRenewed?(session: Session): void
}

/** Holds the live session of one plan, and renews it ahead of its end. */
export interface SessionKeeper {
  /** The session, or null when none is alive; never waits. Starts a renewal that is due. */
  current(): Session | null
  /** Why the last renewal failed; null after one that did not. */
  trouble(): AwsxError | null
  /** Renews no more. */
  close(): void
}

const firstRetryMs = 5000
const longestRetryMs = 5 * 60_000
/** A failure that heals by itself within seconds is nobody's business. */
const quietFailures = 3

/**
 * Keeps a session alive by {@link renewalTime}; one timer, no polling.
 *
 * A renewal that fails is tried again after 5 s, then twice as long each time, 5 minutes at most, until the session
 * ends. From then on only a request starts another, at most one in 5 s. A machine that slept has its timers late:
 * whoever asks after that starts the renewal, by the wall clock.
 */
export function createSessionKeeper(deps: SessionKeeperDeps): SessionKeeper {
  const { clock, obtain } = deps
  let session = deps.first
  let dueAt = renewalTime(session)
  let triedAt = Number.NEGATIVE_INFINITY
  let failures = 0
  let told = false
  let trouble: AwsxError | null = null
  let renewing = false
  let closed = false
  let timer = 0

  const isAlive = (): boolean => session.expiresAt === null || session.expiresAt > clock.now()

  function wait(): void {
    if (dueAt === null || closed) return
    timer += 1
    const mine = timer
    void clock.sleep(Math.max(0, dueAt - clock.now())).then(() => {
      if (mine !== timer || closed) return
      // Timers may be early by a little, and a clock may be set back.
      if (dueAt !== null && clock.now() < dueAt) wait()
      else void renew()
    })
  }

  async function renew(): Promise<void> {
    if (renewing || closed) return
    renewing = true
    triedAt = clock.now()
    try {
      const next = await obtain()
      if (closed) return
      if (next.expiresAt !== null && next.expiresAt <= (session.expiresAt ?? 0)) throw notLonger()
      session = next
      const best = renewalTime(session)
      // Some sources give what is half gone already; they are not asked without a pause.
      dueAt = best === null ? null : Math.max(best, clock.now() + firstRetryMs)
      failures = 0
      told = false
      trouble = null
      deps.onRenewed?.(session)
      wait()
    } catch (error) {
      if (!closed) fail(toAwsxError(error))
    } finally {
      renewing = false
    }
  }

  function fail(error: AwsxError): void {
    trouble = error
    failures += 1
    const now = clock.now()
    dueAt = now + Math.min(longestRetryMs, firstRetryMs * 2 ** (failures - 1))
    const end = session.expiresAt ?? now
    // The last try comes just before the end, whatever the back-off says.
    if (dueAt > end && end - now > firstRetryMs) dueAt = end - firstRetryMs
    if (!told && (exitCodeOf(error.code) === 4 || failures >= quietFailures || dueAt > end)) {
      told = true
      deps.onTrouble(error, end)
    }
    if (dueAt <= end) wait()
  }

  wait()
  return {
    current() {
      const due = isAlive() ? dueAt : triedAt + firstRetryMs
      if (due !== null && clock.now() >= due) void renew()
      return isAlive() ? session : null
    },
    trouble: () => trouble,
    close() {
      closed = true
    },
  }
}

function notLonger(): AwsxError {
  return new AwsxError('process_failed', 'the new session does not last longer than the one before')
}

function toAwsxError(error: unknown): AwsxError {
  if (error instanceof AwsxError) return error
  return new AwsxError('unexpected', error instanceof Error ? error.message : String(error), { cause: error })
}
