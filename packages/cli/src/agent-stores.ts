import type { KeyStore, SessionStore } from '@awsx/core'
import { AgentGoneError, createAgentKeyStore, createAgentSessionStore, type AgentClient } from '@awsx/agent'
import type { StorePaths } from '@awsx/store'
import { findAgent } from './agent-control.ts'
import type { AgentStatus } from './agent-status.ts'
import type { Io } from './io.ts'

/** Keys without their secrets, and sessions, behind an agent. */
export interface AgentStores {
  readonly keys: KeyStore
  readonly sessions: SessionStore
}

/** The stores of the agent that runs; null where none does, or it is locked. */
export async function openAgentStores(paths: StorePaths, io: Io): Promise<AgentStores | null> {
  const found = await findAgent(paths, io)
  if (found === null) return null
  let client = found
  if (await isLocked(client)) {
    client.close()
    return null
  }
  // One request at a time on a connection, whoever asks.
  let last: Promise<unknown> = Promise.resolve()
  const send: typeof client.request = (request) => {
    const next = last.then(async () => {
      // A person may think longer about a question than the agent keeps a client that asks for nothing.
      if (!client.isOpen()) client = (await findAgent(paths, io)) ?? client
      return await client.request(request)
    })
    last = next.catch(() => undefined)
    return next
  }
  return { keys: createAgentKeyStore(send), sessions: createAgentSessionStore(send) }
}

/** An agent that ends in this moment has locked itself. */
async function isLocked(client: AgentClient): Promise<boolean> {
  try {
    return ((await client.request({ op: 'status' })) as unknown as AgentStatus).locked
  } catch (error) {
    if (error instanceof AgentGoneError) return true
    throw error
  }
}
