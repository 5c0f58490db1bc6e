import { AwsxError } from '@awsx/core'
import { AgentGoneError, formatCaller, type ClientEvents } from '@awsx/agent'
import type { StorePaths } from '@awsx/store'
import { ensureAgent } from './agent-control.ts'
import { describeCaller, noQuestions } from './agent-link.ts'
import type { Io } from './io.ts'
import { findPerson } from './person-here.ts'

/**
 * Unlocks the agent by the identity that a passphrase has just opened here, so that nobody types it again; starts one
 * where none runs. An agent that is open stays as it is.
 *
 * Takes the scalar over, to overwrite it. Says it where there is no agent, and never throws: the command goes on.
 */
export async function handOn(scalar: Uint8Array, paths: StorePaths, io: Io): Promise<void> {
  const events: ClientEvents = {
    ...noQuestions,
    async answer(question) {
      if (question.kind === 'passphrase' && question.again === null) {
        return { kind: 'secret', secret: Uint8Array.from(scalar), of: 'identity' }
      }
      throw new AwsxError('locked', 'what opened the vault here does not open it there')
    },
  }
  try {
    const client = await ensureAgent(paths, io, events)
    try {
      await client.request({ op: 'unlock', caller: formatCaller(describeCaller(io, findPerson(), false)) })
    } finally {
      client.close()
    }
  } catch (error) {
    // It was locked or ended in this moment, by somebody who meant it.
    if (error instanceof AgentGoneError) return
    const why = error instanceof Error ? error.message : String(error)
    io.say(`awsx: the passphrase counts for this command only: ${why}`)
  } finally {
    scalar.fill(0)
  }
}
