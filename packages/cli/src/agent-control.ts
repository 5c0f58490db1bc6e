import { AwsxError } from '@awsx/core'
import type { AgentClient, ClientEvents } from '@awsx/agent'
import type { StorePaths } from '@awsx/store'
import { noQuestions, reachAgent } from './agent-link.ts'
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
