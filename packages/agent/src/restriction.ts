import { AwsxError } from '@awsx/core'
import type { AgentEngine } from './agent-engine.ts'
import { createAbsentPorts } from './caller-ports.ts'
import type { Caller } from './caller.ts'
import type { RequestHandler } from './request-handler.ts'
import { formatGivenSession, parseSessionCall, type GivenSession, type SessionCall } from './session-call.ts'
import { recordOf, textOf, type Json, type JsonRecord } from './wire-json.ts'

/** What a second socket is good for, one that goes into a container or to another machine: the sessions of one profile. */
export interface Restriction {
  /** The whole name. */
  readonly profile: string
  /** Where and with which variables the profile is read; whoever is behind the socket has no say in it. */
  readonly caller: Caller
}

/** The most life that can be asked for, so that nobody there makes a new session with every request. */
const mostTtlSeconds = 900

/**
 * What the agent does for a client of a restricted socket: `session`, of that profile, and nothing else. It asks nobody.
 *
 * No flag of the request counts, but the region: that one is only said back, for it would choose where the signed
 * request goes. `check` locks an agent whose time is over; what comes from here
 * does not keep it open. `given` is called with what was given out.
 */
export function createRestrictedHandler(
  engine: AgentEngine,
  { profile, caller }: Restriction,
  check: () => void,
  given: (call: SessionCall, session: GivenSession) => void,
): RequestHandler {
  async function handle(request: JsonRecord): Promise<Json> {
    check()
    if (textOf(request, 'op') !== 'session') throw notHere()
    const asked = parseSessionCall(recordOf(request, 'call') ?? {})
    if (asked === null || asked.profile !== profile) throw notHere()
    const { region, ...otherFlags } = asked.flags
    if (Object.keys(otherFlags).length > 0) throw notHere()
    if (!engine.isUnlocked()) throw new AwsxError('locked', 'the agent is locked')
    const call: SessionCall = {
      profile,
      mayComplete: false,
      flags: {},
      refresh: false,
      minTtlSeconds: Math.min(mostTtlSeconds, Math.max(0, asked.minTtlSeconds)),
      caller: { ...caller, hasPerson: false, hasCode: false, terminal: null },
    }
    const session = await engine.obtain(call, createAbsentPorts(engine.isUnlocked))
    given(call, session)
    return formatGivenSession(region === undefined ? session : { ...session, region, regionIsCallers: false })
  }

  return {
    handle,
    answer: () => false,
    gone: () => undefined,
    close: () => undefined,
    isHeld: () => false,
  }
}

/** The same for all that is refused: it tells nothing of what there is. */
function notHere(): AwsxError {
  return new AwsxError('usage', 'this socket gives the session of one profile, and nothing else')
}
