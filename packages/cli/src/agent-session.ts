import { existsSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import {
  AgentGoneError,
  formatSessionCall,
  parseGivenSession,
  type AgentAbsence,
  type AgentClient,
  type Caller,
  type GivenSession,
} from '@awsx/agent'
import { isRecord, type JsonRecord } from '@awsx/agent/wire'
import { resolveStorePaths } from '@awsx/store/paths'
import { describeCaller, reachAgent } from './agent-link.ts'
import { createAgentPerson, takeDeviceIdentity, type AgentPerson } from './agent-person.ts'
import { mayStartAgent, usesAgent } from './agent-wanted.ts'
import type { Invocation } from './command.ts'
import { findPerson } from './person-here.ts'
import { wantedProfile } from './profile-name.ts'
import type { SessionRequest } from './engine.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'
import { canUnlockAlone } from './unlock-alone.ts'

/** What an agent gave; the connection is open, and is the caller's to close. */
export interface AgentSession {
  readonly given: GivenSession
  readonly client: AgentClient
  readonly caller: Caller
  /** What was asked, to ask it again. */
  readonly call: JsonRecord
}

/** No agent gave anything: it has to be done here. */
export interface NoAgentSession {
  readonly given: null
  /** Why the agent that is there gave nothing, where it is locked; null otherwise. */
  readonly locked: AwsxError | null
  /** No agent could be started, which was said. */
  readonly isHopeless: boolean
}

/**
 * Asks the agent for the session of a command line; `endpoint` also keeps its plan for as long as the connection lives.
 *
 * An agent is started when a person is about to type the passphrase. `person` is who is asked, the terminal of this
 * process when not given. Throws what the plan's execution throws.
 */
export async function askAgent(
  invocation: Invocation,
  settings: Settings,
  request: SessionRequest,
  op: 'session' | 'endpoint',
  person?: () => Terminal | null,
): Promise<AgentSession | NoAgentSession> {
  const { io, options, positionals } = invocation
  let isHopeless = false
  const nothing = (): NoAgentSession => ({ given: null, locked: null, isHopeless })
  // Long-term keys are not the agent's to give.
  if (request.flags.noSession === true || !usesAgent(invocation, settings)) return nothing()
  const paths = resolveStorePaths(io.env)
  const here = options.has('no-input') ? { hasPerson: false, terminal: null } : findPerson()
  const word = wantedProfile(io.env, positionals[0])
  const code = options.get('mfa-code') ?? io.env['AWSX_MFA_CODE']
  const asked = createAgentPerson({
    io,
    code: typeof code === 'string' && code !== '' ? code : null,
    identity: () => takeDeviceIdentity({ io, paths, terminal }),
    terminal,
  })
  const caller = describeCaller(io, here, typeof code === 'string' && code !== '')
  const mayComplete = word.isTyped && here.hasPerson && io.errIsTerminal
  const call = formatSessionCall({ ...request, profile: word.name, mayComplete, caller })
  for (let attempt = 1; ; attempt += 1) {
    const client = await reachOrStart()
    if (client === null) return nothing()
    try {
      return { given: await ask(client, asked, { op, call }), client, caller, call }
    } catch (error) {
      client.close()
      if (error instanceof AwsxError && error.data['withoutAgent'] === true) return nothing()
      if (isLocked(error) && (canUnlockAlone(io.env) || existsSync(paths.deviceFile) || !here.hasPerson)) {
        // Some profiles need nothing of the vault: then it goes on here without.
        return { given: null, locked: error, isHopeless }
      }
      if (!(error instanceof AgentGoneError)) throw error
      // It was ended, or locked itself, in this moment: once more, then without it.
      if (attempt === 2) return nothing()
    }
  }

  async function terminal(): Promise<Terminal | null> {
    if (!here.hasPerson) return null
    if (person !== undefined) return person()
    return (await import('./terminal.ts')).openTerminal(io.env)
  }

  async function reachOrStart(): Promise<AgentClient | null> {
    const found = await reachAgent(paths, io, asked)
    if (typeof found !== 'string') {
      // Nobody is asked for what a file or a program says.
      if (!canUnlockAlone(io.env) || (await isUnlocked(found))) return found
      found.close()
      return null
    }
    const isSealed = [paths.identityFile, paths.deviceFile].some((path) => existsSync(path))
    if (!here.hasPerson || canUnlockAlone(io.env) || !mayStartAgent(invocation) || !isSealed) return null
    const { launchAgent } = await import('./agent-start.ts')
    const why = (await launchAgent(paths, io.env)) ?? (await reachStarted())
    if (typeof why !== 'string') return why
    isHopeless = true
    io.say(`awsx: there is no agent, so the passphrase counts for this command only: ${why}`)
    return null
  }

  async function reachStarted(): Promise<AgentClient | string> {
    const found = await reachAgent(paths, io, asked)
    return typeof found === 'string' ? absenceText(found) : found
  }
}

async function isUnlocked(client: AgentClient): Promise<boolean> {
  try {
    const status = await client.request({ op: 'status' })
    return isRecord(status) && status['locked'] === false
  } catch {
    return false
  }
}

async function ask(client: AgentClient, person: AgentPerson, request: JsonRecord): Promise<GivenSession> {
  try {
    const given = parseGivenSession(await client.request(request))
    if (given === null) throw new AwsxError('unexpected', 'the agent gave no session', { hint: 'awsx agent stop' })
    return given
  } finally {
    await person.quiet()
  }
}

/** Whether an error says that the vault is locked. */
export function isLocked(error: unknown): error is AwsxError {
  return error instanceof AwsxError && error.code === 'locked'
}

function absenceText(absence: AgentAbsence): string {
  switch (absence) {
    case 'none':
      return 'it ended at once'
    case 'silent':
      return 'it does not answer'
    case 'other version':
      return 'one of another version is there (awsx agent stop)'
  }
}
