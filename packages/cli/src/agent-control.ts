import { rmSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import { AgentGoneError, connectAgent, type AgentClient, type ClientEvents } from '@awsx/agent'
import type { Json, JsonRecord } from '@awsx/agent/wire'
import type { StorePaths } from '@awsx/store'
import { noQuestions, reachAgent } from './agent-link.ts'
import { agentPlaces } from './agent-place.ts'
import type { Io } from './io.ts'

/** The agent that runs, for commands that start nothing; null where none does or it speaks another version. */
export async function findAgent(
  paths: StorePaths,
  io: Io,
  events: ClientEvents = noQuestions,
): Promise<AgentClient | null> {
  const found = await reachAgent(paths, io, events)
  return typeof found === 'string' ? null : found
}

/** The reply of an agent; null where it ended before it gave one. Throws what else the agent throws. */
export async function replyOf(client: AgentClient, request: JsonRecord): Promise<Json> {
  try {
    return await client.request(request)
  } catch (error) {
    if (error instanceof AgentGoneError) return null
    throw error
  } finally {
    client.close()
  }
}

/** What was done to an agent that {@link dismissAgent} ended. */
export const dismissedText = 'the agent is of another version, or does not answer: its socket is gone, so it ends'

/**
 * Ends an agent that cannot be asked to: one of another version, or one that does not answer. False where none is.
 *
 * Its socket is taken away, and an agent ends when it has none. One that is stopped ends when it goes on.
 */
export async function dismissAgent(paths: StorePaths, io: Io): Promise<boolean> {
  let isDismissed = false
  for (const place of agentPlaces(paths, io.env)) {
    const found = await connectAgent(place, noQuestions)
    if (typeof found !== 'string') found.close()
    if (found !== 'other version' && found !== 'silent') continue
    rmSync(place, { force: true })
    isDismissed = true
  }
  return isDismissed
}

/** An agent of this version: the one that runs, else a new one, which takes the place of an older. Throws `unexpected`. */
export async function ensureAgent(paths: StorePaths, io: Io, events: ClientEvents = noQuestions): Promise<AgentClient> {
  const found = await findAgent(paths, io, events)
  if (found !== null) return found
  const why = await (await import('./agent-start.ts')).launchAgent(paths, io.env)
  const started = why === null ? await findAgent(paths, io, events) : null
  if (started !== null) return started
  throw new AwsxError('unexpected', `the agent cannot be started: ${why ?? 'it ended at once'}`, {
    hint: 'use --no-agent: every command then unlocks by itself',
  })
}
