import { AwsxError, type Session } from '@awsx/core'
import { AgentGoneError, formatCaller, longerTtlSeconds, parseGivenSession, type AgentClient } from '@awsx/agent'
import { noQuestions, reachAgent } from './agent-link.ts'
import type { AgentSession } from './agent-session.ts'
import type { Engine } from './engine.ts'

/** Sessions of a plan that the agent keeps. */
export interface AgentRenewal {
  /** A session that lasts longer than the one before; asks nobody. Throws what the plan's execution throws, and `locked`. */
  renew(): Promise<Session>
  close(): void
}

/**
 * Renews what an agent keeps for this connection.
 *
 * The agent goes on with it while it is locked. One that was ended took all of it along: then the next one that is
 * unlocked is asked for the same.
 */
export function createAgentRenewal({ paths, io, clock }: Engine, first: AgentSession): AgentRenewal {
  // Whoever was there has its hands full with the command by now.
  const caller = { ...first.caller, hasPerson: false, hasCode: false, terminal: null }
  const call = { ...first.call, refresh: false, caller: formatCaller(caller) }
  let client: AgentClient = first.client
  let last = first.given.session

  async function renewHere(): Promise<Session> {
    return read(await client.request({ op: 'renew', caller: formatCaller(caller) }))
  }

  async function pinAgain(): Promise<Session> {
    const found = await reachAgent(paths, io, noQuestions)
    if (typeof found === 'string') {
      throw new AwsxError('locked', 'the agent has ended, and took the key along', { hint: 'awsx unlock' })
    }
    client = found
    const minTtlSeconds = longerTtlSeconds(last, clock.now())
    return read(await client.request({ op: 'endpoint', call: { ...call, minTtlSeconds } }))
  }

  return {
    async renew() {
      try {
        last = await renewHere()
      } catch (error) {
        if (!(error instanceof AgentGoneError)) throw error
        last = await pinAgain()
      }
      return last
    },
    close: () => client.close(),
  }
}

function read(value: Parameters<typeof parseGivenSession>[0]): Session {
  const given = parseGivenSession(value)
  if (given === null) throw new AwsxError('unexpected', 'the agent gave no session', { hint: 'awsx agent stop' })
  return given.session
}
