import { AwsxError, type Clock } from '@awsx/core'
import type { AgentEngine, CallerPorts, PinnedPlan } from './agent-engine.ts'
import { createAgentLog } from './agent-state.ts'
import { badRequest, needed } from './bad-request.ts'
import { createAbsentPorts, createCallerPorts } from './caller-ports.ts'
import { parseCaller, type Caller } from './caller.ts'
import { createWaitingClient, type WaitingClient } from './client-session.ts'
import type { Connection } from './connection.ts'
import { createLockTimer } from './lock-timer.ts'
import type { LockLimits, Moment } from './lock-policy.ts'
import { patienceMs, type Patience } from './protocol.ts'
import { createQuestions } from './questions.ts'
import { createRenewer } from './renewer.ts'
import type { RequestHandler } from './request-handler.ts'
import { createRestrictedHandler, type Restriction } from './restriction.ts'
import { formatGivenSession, parseSessionCall } from './session-call.ts'
import { passphraseStake } from './stakes.ts'
import { storeOperations } from './store-operations.ts'
import { createUnlocker } from './unlocker.ts'
import { numberOf, recordOf, textOf, type Json, type JsonRecord } from './wire-json.ts'

/** What an agent works with. */
export interface AgentDeps {
  readonly engine: AgentEngine
  readonly clock: Clock
  /** Both clocks, for the time it stays unlocked. */
  now(): Moment
  readonly limits: LockLimits
  /** What only the process knows of itself: version, memory, hardening. */
  describeProcess(): JsonRecord
  /** The store is shut and the sessions are forgotten; `isHeld` says that an endpoint still needs this process. */
  locked(why: string, isHeld: boolean): void
  stopped(): void
  /** Tests have less. */
  readonly patience?: Patience
}

/** The agent behind its socket. */
export interface Agent {
  /** For a client of the socket; with a restriction, for one of a socket that gives only that. */
  openHandler(connection: Connection, restriction?: Restriction): RequestHandler
  lock(why: string): void
}

/** Puts the parts of an agent together; `openHandler` is called for every client. */
export function createAgent(deps: AgentDeps): Agent {
  const { engine, clock, patience = patienceMs } = deps
  const questions = createQuestions(patience.bystander)
  const log = createAgentLog(clock.now())
  const timer = createLockTimer(deps.limits, deps.now, expire)
  // How long those who unlock it want it to be; the shortest counts.
  const wishes = new Set<{ readonly lifeMs: number }>()
  const unlocker = createUnlocker(engine, questions, clock, () =>
    timer.start(Math.min(...[...wishes].map(({ lifeMs }) => lifeMs))),
  )
  const renewer = createRenewer(clock.now, (call) => engine.obtain(call, createAbsentPorts(engine.isUnlocked)))
  let pins = 0

  function forget(): void {
    timer.stop()
    unlocker.abandon()
    renewer.clear()
    engine.forget()
  }

  function lock(why: string): void {
    forget()
    deps.locked(why, pins > 0)
  }

  function expire(why: string): void {
    forget()
    // A request that came too late may have told so: its answer goes out first.
    setImmediate(() => deps.locked(why, pins > 0))
  }

  function status(): JsonRecord {
    return {
      ...deps.describeProcess(),
      ...log.describe(),
      locked: !engine.isUnlocked(),
      locksAt: timer.endsAt(),
      endpoints: pins,
    }
  }

  async function whileWaiting<T>(
    client: WaitingClient,
    caller: Caller,
    work: (ports: CallerPorts) => Promise<T>,
  ): Promise<T> {
    const unlock = async (): Promise<void> => {
      if (engine.isUnlocked()) return
      client.take(new Set([passphraseStake]))
      await Promise.race([unlocker.unlock(), client.failed])
      client.settled()
    }
    try {
      const ports = createCallerPorts({ questions, caller, unlock, notify: client.notify, take: client.take })
      return await Promise.race([work(ports), client.failed])
    } finally {
      client.leave()
    }
  }

  function openRestricted(restriction: Restriction): RequestHandler {
    return createRestrictedHandler(engine, restriction, timer.check, (call, given) => {
      log.note({ at: clock.now(), op: 'restricted session', profile: call.profile, pid: null })
      renewer.used(call, given)
    })
  }

  function openHandler(connection: Connection, restriction?: Restriction): RequestHandler {
    if (restriction !== undefined) return openRestricted(restriction)
    let waiting: WaitingClient | null = null
    let pinned: PinnedPlan | null = null
    let questionId = 0
    let isClosed = false

    async function wait<T>(caller: Caller, work: (ports: CallerPorts) => Promise<T>): Promise<T> {
      waiting = createWaitingClient(connection, caller, questions, () => (questionId = (questionId + 1) % 256))
      try {
        return await whileWaiting(waiting, caller, work)
      } finally {
        waiting = null
      }
    }

    function release(): void {
      if (pinned === null) return
      pinned = null
      pins -= 1
      if (pins === 0 && !engine.isUnlocked()) deps.locked('the last endpoint has ended', false)
    }

    async function session(request: JsonRecord, keeps: boolean): Promise<Json> {
      const call = needed(parseSessionCall(needed(recordOf(request, 'call'), 'call')), 'a session')
      log.note({ at: clock.now(), op: keeps ? 'endpoint' : 'session', profile: call.profile, pid: call.caller.pid })
      timer.touch()
      return await wait(call.caller, async (ports) => {
        if (keeps) {
          const plan = await engine.pin(call, ports)
          // Nobody would ever release it.
          if (isClosed) throw new AwsxError('cancelled', 'the client went away')
          release()
          pinned = plan
          pins += 1
          return formatGivenSession(plan.given)
        }
        const given = await engine.obtain(call, ports)
        renewer.used(call, given)
        return formatGivenSession(given)
      })
    }

    async function renew(request: JsonRecord): Promise<Json> {
      const plan = pinned
      if (plan === null) throw badRequest('there is no endpoint on this connection')
      const caller = needed(parseCaller(recordOf(request, 'caller')), 'a caller')
      log.note({ at: clock.now(), op: 'renew', profile: plan.given.profile, pid: caller.pid })
      timer.touch()
      return await wait(caller, async (ports) => formatGivenSession(await plan.renew(ports)))
    }

    async function unlock(request: JsonRecord): Promise<Json> {
      const caller = needed(parseCaller(recordOf(request, 'caller')), 'a caller')
      log.note({ at: clock.now(), op: 'unlock', profile: null, pid: caller.pid })
      timer.touch()
      const wish = { lifeMs: numberOf(request, 'forMs') ?? Infinity }
      // Only a passphrase makes it last longer: else nothing would ever end it.
      if (engine.isUnlocked()) timer.shorten(wish.lifeMs)
      else await unlockFor(wish, caller)
      return status()
    }

    async function unlockFor(wish: { readonly lifeMs: number }, caller: Caller): Promise<void> {
      wishes.add(wish)
      try {
        await wait(caller, (ports) => ports.unlock())
      } finally {
        wishes.delete(wish)
      }
    }

    async function handle(request: JsonRecord): Promise<Json> {
      timer.check()
      const op = textOf(request, 'op') ?? ''
      switch (op) {
        case 'status':
          return status()
        case 'session':
          return await session(request, false)
        case 'endpoint':
          return await session(request, true)
        case 'renew':
          return await renew(request)
        case 'unlock':
          return await unlock(request)
        case 'lock':
          setImmediate(() => lock('asked'))
          return { endpoints: pins }
        case 'stop':
          setImmediate(deps.stopped)
          return {}
        default: {
          const operation = storeOperations.get(op)
          if (operation === undefined) throw badRequest(`operation '${op.slice(0, 64)}'`)
          timer.touch()
          if (!engine.isUnlocked()) throw new AwsxError('locked', 'the agent is locked', { hint: 'awsx unlock' })
          log.note({ at: clock.now(), op, profile: textOf(request, 'profile'), pid: null })
          return await operation(engine, request)
        }
      }
    }

    return {
      handle,
      answer: (frame) => waiting?.answer(frame) ?? false,
      gone: () => waiting?.gone(),
      close() {
        isClosed = true
        waiting?.closed()
        release()
      },
      isHeld: () => pinned !== null,
    }
  }

  return { openHandler, lock }
}
