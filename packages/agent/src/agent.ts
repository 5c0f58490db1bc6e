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
import { patienceMs } from './protocol.ts'
import { createQuestions } from './questions.ts'
import { createRenewer } from './renewer.ts'
import type { RequestHandler } from './request-handler.ts'
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
}

/** The agent behind its socket. */
export interface Agent {
  openHandler(connection: Connection): RequestHandler
  lock(why: string): void
}

/** Puts the parts of an agent together; `openHandler` is called for every client. */
export function createAgent(deps: AgentDeps): Agent {
  const { engine, clock } = deps
  const questions = createQuestions(patienceMs.bystander)
  const log = createAgentLog(clock.now())
  const timer = createLockTimer(deps.limits, deps.now, lock)
  let lifeMs: number | null = null
  const unlocker = createUnlocker(engine, questions, clock, () => timer.start(lifeMs))
  const renewer = createRenewer(clock.now, (call) => engine.obtain(call, createAbsentPorts()))
  let pins = 0

  function lock(why: string): void {
    timer.stop()
    renewer.clear()
    engine.forget()
    deps.locked(why, pins > 0)
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
    connection: Connection,
    caller: Caller,
    open: (client: WaitingClient | null) => void,
    work: (ports: CallerPorts, client: WaitingClient) => Promise<T>,
  ): Promise<T> {
    const client = createWaitingClient(connection, caller, questions)
    open(client)
    const unlock = async (): Promise<void> => {
      if (engine.isUnlocked()) return
      client.take(new Set([passphraseStake]))
      await Promise.race([unlocker.unlock(), client.failed])
    }
    try {
      const ports = createCallerPorts({ questions, caller, unlock, notify: client.notify, take: client.take })
      return await Promise.race([work(ports, client), client.failed])
    } finally {
      open(null)
      client.leave()
    }
  }

  function openHandler(connection: Connection): RequestHandler {
    let waiting: WaitingClient | null = null
    let pinned: PinnedPlan | null = null
    const open = (client: WaitingClient | null): void => {
      waiting = client
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
      return await whileWaiting(connection, call.caller, open, async (ports) => {
        if (keeps) {
          const plan = await engine.pin(call, ports)
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
      return await whileWaiting(connection, caller, open, async (ports) => formatGivenSession(await plan.renew(ports)))
    }

    async function unlock(request: JsonRecord): Promise<Json> {
      const caller = needed(parseCaller(recordOf(request, 'caller')), 'a caller')
      log.note({ at: clock.now(), op: 'unlock', profile: null, pid: caller.pid })
      lifeMs = numberOf(request, 'forMs')
      if (engine.isUnlocked()) timer.start(lifeMs)
      else await whileWaiting(connection, caller, open, (ports) => ports.unlock())
      return status()
    }

    async function handle(request: JsonRecord): Promise<Json> {
      timer.touch()
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
          if (operation === undefined) throw badRequest(`operation '${op}'`)
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
        waiting?.gone()
        release()
      },
      isHeld: () => pinned !== null,
    }
  }

  return { openHandler, lock }
}
