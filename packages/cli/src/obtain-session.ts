import { existsSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import {
  AgentGoneError,
  formatSessionCall,
  parseGivenSession,
  type AgentAbsence,
  type AgentClient,
  type GivenSession,
} from '@awsx/agent'
import { isRecord } from '@awsx/agent/wire'
import { resolveStorePaths } from '@awsx/store/paths'
import { describeCaller, reachAgent } from './agent-link.ts'
import { createAgentPerson, takeDeviceIdentity, type AgentPerson } from './agent-person.ts'
import { mayStartAgent, usesAgent } from './agent-wanted.ts'
import type { Invocation } from './command.ts'
import { findPerson } from './person-here.ts'
import { wantedProfile } from './profile-name.ts'
import { readSessionRequest } from './session-request.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'
import { canUnlockAlone } from './unlock-alone.ts'

/** A session, and what its output goes by. */
export interface ObtainedSession {
  readonly given: GivenSession
  readonly settings: Settings
}

/**
 * The session a command line asks for: from the agent where there is one, else made in this process.
 *
 * An agent is started when a person is about to type the passphrase. Throws what the plan's execution throws.
 */
export async function obtainSession(invocation: Invocation): Promise<ObtainedSession> {
  const { io, options, positionals } = invocation
  const paths = resolveStorePaths(io.env)
  const settings = readSettings(paths.configFile)
  const request = readSessionRequest(options)
  let lockedAgent: unknown = null
  // Long-term keys are not the agent's to give.
  const given = request.flags.noSession === true || !usesAgent(invocation, settings) ? null : await fromAgent()
  if (given !== null) return { given, settings }
  const { createEngine } = await import('./engine.ts')
  const engine = createEngine(invocation)
  try {
    return { given: await engine.give(positionals[0], request), settings }
  } catch (error) {
    // The agent knows better why nobody answered.
    throw isLocked(error) ? (lockedAgent ?? error) : error
  }

  async function fromAgent(): Promise<GivenSession | null> {
    const here = options.has('no-input') ? { hasPerson: false, terminal: null } : findPerson()
    const word = wantedProfile(io.env, positionals[0])
    const code = options.get('mfa-code') ?? io.env['AWSX_MFA_CODE']
    async function terminal(): Promise<Terminal | null> {
      if (!here.hasPerson) return null
      return (await import('./terminal.ts')).openTerminal(io.env)
    }
    const person = createAgentPerson({
      io,
      code: typeof code === 'string' && code !== '' ? code : null,
      identity: () => takeDeviceIdentity({ io, paths, terminal }),
      terminal,
    })
    const caller = describeCaller(io, here, typeof code === 'string' && code !== '')
    const call = {
      ...request,
      profile: word.name,
      mayComplete: word.isTyped && here.hasPerson && io.errIsTerminal,
      caller,
    }
    for (let attempt = 1; ; attempt += 1) {
      const client = await reachOrStart(person, here.hasPerson)
      if (client === null) return null
      try {
        return await ask(client, person, formatSessionCall(call))
      } catch (error) {
        if (error instanceof AwsxError && error.data['withoutAgent'] === true) return null
        if (isLocked(error) && (canUnlockAlone(io.env) || existsSync(paths.deviceFile) || !here.hasPerson)) {
          // Some profiles need nothing of the vault: then it goes on here without.
          lockedAgent = error
          return null
        }
        if (!(error instanceof AgentGoneError)) throw error
        // It was ended, or locked itself, in this moment: once more, then without it.
        if (attempt === 2) return null
      } finally {
        client.close()
      }
    }
  }

  async function reachOrStart(person: AgentPerson, hasPerson: boolean): Promise<AgentClient | null> {
    const found = await reachAgent(paths, io, person)
    if (typeof found !== 'string') {
      // Nobody is asked for what a file or a program says.
      if (!canUnlockAlone(io.env) || (await isUnlocked(found))) return found
      found.close()
      return null
    }
    const isSealed = [paths.identityFile, paths.deviceFile].some((path) => existsSync(path))
    if (!hasPerson || canUnlockAlone(io.env) || !mayStartAgent(invocation) || !isSealed) return null
    const { launchAgent } = await import('./agent-start.ts')
    const why = (await launchAgent(paths, io.env)) ?? (await reachStarted(person))
    if (typeof why !== 'string') return why
    io.say(`awsx: there is no agent, so the passphrase counts for this command only: ${why}`)
    return null
  }

  async function reachStarted(person: AgentPerson): Promise<AgentClient | string> {
    const found = await reachAgent(paths, io, person)
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

async function ask(
  client: AgentClient,
  person: AgentPerson,
  call: ReturnType<typeof formatSessionCall>,
): Promise<GivenSession> {
  try {
    const given = parseGivenSession(await client.request({ op: 'session', call }))
    if (given === null) throw new AwsxError('unexpected', 'the agent gave no session', { hint: 'awsx agent stop' })
    return given
  } finally {
    await person.quiet()
  }
}

function isLocked(error: unknown): boolean {
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
