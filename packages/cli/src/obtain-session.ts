import type { GivenSession } from '@awsx/agent'
import { resolveStorePaths } from '@awsx/store/paths'
import { askAgent, isLocked } from './agent-session.ts'
import type { Invocation } from './command.ts'
import { readSessionRequest } from './session-request.ts'
import { readSettings, type Settings } from './settings.ts'

/** A session, and what its output goes by. */
export interface ObtainedSession {
  readonly given: GivenSession
  readonly settings: Settings
}

/**
 * The session a command line asks for: from the agent where there is one, else made in this process.
 *
 * Throws what the plan's execution throws.
 */
export async function obtainSession(invocation: Invocation): Promise<ObtainedSession> {
  const { io, options, positionals } = invocation
  const settings = readSettings(resolveStorePaths(io.env).configFile)
  const request = readSessionRequest(options)
  const found = await askAgent(invocation, settings, request, 'session')
  if (found.given !== null) {
    found.client.close()
    return { given: found.given, settings }
  }
  const { createEngine } = await import('./engine.ts')
  try {
    return {
      given: await createEngine(invocation, { handsOn: !found.isHopeless }).give(positionals[0], request),
      settings,
    }
  } catch (error) {
    // The agent knows better why nobody answered.
    throw isLocked(error) ? (found.locked ?? error) : error
  }
}
