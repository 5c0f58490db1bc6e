import type { GivenSession } from '@awsx/agent'
import { askAgent, isLocked } from './agent-session.ts'
import type { Invocation } from './command.ts'
import type { Engine } from './engine.ts'
import { readSessionRequest } from './session-request.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** A session, and what its output goes by. */
export interface ObtainedSession {
  readonly given: GivenSession
  readonly settings: Settings
}

/** Who is asked, and with what, where that is not this command's own terminal and engine. */
export interface ObtainFrom {
  readonly person: () => Terminal | null
  /** For what no agent gives: the same one each time, so that a vault that was opened stays open. */
  readonly engine: (handsOn: boolean) => Engine
}

/**
 * The session a command line asks for: from the agent where there is one, else made in this process.
 *
 * Throws what the plan's execution throws.
 */
export async function obtainSession(
  invocation: Invocation,
  settings: Settings,
  from?: ObtainFrom,
): Promise<ObtainedSession> {
  const { options, positionals } = invocation
  const request = readSessionRequest(options)
  const found = await askAgent(invocation, settings, request, 'session', from?.person)
  if (found.given !== null) {
    found.client.close()
    return { given: found.given, settings }
  }
  const handsOn = !found.isHopeless
  const engine = from?.engine(handsOn) ?? (await import('./engine.ts')).createEngine(invocation, { handsOn })
  try {
    return { given: await engine.give(positionals[0], request), settings }
  } catch (error) {
    // The agent knows better why nobody answered.
    throw isLocked(error) ? (found.locked ?? error) : error
  }
}
