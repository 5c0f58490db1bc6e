import { existsSync } from 'node:fs'
import type { EnvironmentChange } from '../../harness/index.ts'
import { socketOf, type AgentJson } from './agent-story.ts'
import { identityBytes, openWire, type AgentWire } from './agent-wire.ts'
import { ageIdentity, startStory, type Story } from './story.ts'
import { until } from './until.ts'

/** A story with an agent that is unlocked; the vault is sealed to a plain identity, so that no test waits for scrypt. */
export interface OpenAgentStory extends Story {
  /** What takes the identity out of the environment: then the agent is asked, and nobody else. */
  readonly byAgent: EnvironmentChange
  /** Where the agent's socket lies. */
  readonly socket: string
  /** A connection that can also unlock. */
  wire(): Promise<AgentWire>
  /** Unlocks the agent that runs; `forMs` is how long at most. */
  unlock(forMs?: number): Promise<void>
  /** The state of the agent; null where none runs. */
  agent(): Promise<AgentJson | null>
  /** Starts an agent, locked, as the first one was. */
  start(): Promise<void>
}

/**
 * Starts a story and an agent, and unlocks it. What `prepare` gives goes into the environment of the agent: not
 * as awsx starts it, but as a test can move its clock.
 */
export async function startOpenAgentStory(
  prepare: (story: Story) => Promise<EnvironmentChange | null> = async () => null,
): Promise<OpenAgentStory> {
  const story = await startStory()
  const { here } = story
  const byAgent = { AWSX_IDENTITY_FILE: undefined }
  const socket = socketOf(here)

  const wire = (): Promise<AgentWire> => openWire(socket, identityBytes(ageIdentity))
  async function unlock(forMs?: number): Promise<void> {
    const connection = await wire()
    const caller = { env: {}, folder: '/', hasPerson: true, terminal: null, hasCode: false, pid: 1 }
    const { error } = await connection.ask({ op: 'unlock', forMs: forMs ?? null, caller })
    connection.close()
    if (error !== undefined) throw new Error(`the agent is not unlocked: ${JSON.stringify(error)}`)
  }

  const environment = await prepare(story)
  async function start(): Promise<void> {
    if (environment === null) {
      const started = await here.run(['agent', 'start'], { env: byAgent })
      if (started.code !== 0) throw new Error(`no agent: ${started.stderr}`)
    } else {
      const loop = 'while "$@"; test $? -eq 75; do :; done'
      here.ptyCommand(['sh', '-c', loop, 'agent', here.awsx, 'agent', 'run', socket], {
        env: { ...byAgent, ...environment },
      })
      await until('the agent', () => existsSync(socket))
    }
  }
  await start()
  await unlock()
  return {
    ...story,
    byAgent,
    socket,
    wire,
    unlock,
    start,
    async agent() {
      const { stdout, stderr } = await here.run(['agent', 'status', '--json'], { env: byAgent })
      if (stdout === '') throw new Error(`no status: ${stderr}`)
      const found = JSON.parse(stdout) as AgentJson
      return found.running ? found : null
    },
  }
}
