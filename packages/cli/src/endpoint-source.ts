import {
  type AwsxError,
  commandWord,
  executePlan,
  findSetting,
  formatDuration,
  formatProfileSettings,
  resolveProfile,
  type ExecutePorts,
  type PlanFlags,
  type Session,
  type SessionEnvInput,
} from '@awsx/core'
import { longerTtlSeconds, type GivenSession } from '@awsx/agent'
import { createProgramRunner } from '@awsx/aws'
import { createMemorySessionStore } from '@awsx/store'
import type { Invocation } from './command.ts'
import { createAgentRenewal } from './agent-renewal.ts'
import { askAgent, isLocked } from './agent-session.ts'
import type { Engine, SessionRequest } from './engine.ts'
import { sessionEnvInput } from './given-session.ts'
import { createMfaPrompt } from './mfa-prompt.ts'
import { readSessionRequest } from './session-request.ts'

/** What an endpoint serves: a session, how to make it again, and what its profile says beside it. */
export interface EndpointSource {
  readonly input: SessionEnvInput
  /** The text of a config file with the profile's settings, and no credentials. */
  readonly config: string
  /** Makes a session that lasts longer than the one before, and asks nobody. */
  renew(): Promise<Session>
  /** What a person types to give the endpoint what it cannot get by itself. */
  readonly renewCommand: string
  /** Lets go of what was kept for it. */
  close(): void
}

/**
 * Obtains the session of a command line, asking what has to be asked, and says how to renew it without asking: by the
 * agent, which keeps the plan for as long as this lives, else in this process.
 */
export async function openEndpointSource(engine: Engine, invocation: Invocation): Promise<EndpointSource> {
  const request = readSessionRequest(invocation.options)
  const found = await askAgent(invocation, engine.settings, request, 'endpoint')
  const given = found.given ?? (await giveHere(engine, invocation, request, found.locked))
  const { profile, region, session } = given
  const agent = found.given === null ? null : createAgentRenewal(engine, found)
  return {
    input: sessionEnvInput(given, engine.settings),
    config: configText(engine, profile, region),
    renew: agent?.renew ?? createRenewal(engine, profile, request.flags, session),
    renewCommand: formatRenewCommand(profile, request.flags),
    close: () => agent?.close(),
  }
}

async function giveHere(
  engine: Engine,
  { positionals }: Invocation,
  request: SessionRequest,
  locked: AwsxError | null,
): Promise<GivenSession> {
  try {
    return await engine.give(positionals[0], request)
  } catch (error) {
    throw isLocked(error) ? (locked ?? error) : error
  }
}

function configText({ awsFiles }: Engine, name: string, region: string | null): string {
  const { graph } = awsFiles()
  const profile = graph.profiles.has(name) ? resolveProfile(graph, name) : null
  const services = profile === null ? null : findSetting(profile, 'services')
  return formatProfileSettings(profile, graph.services.get(services?.value ?? '') ?? null, region)
}

/**
 * Makes the session again for as long as this process lives: the vault stays unlocked in it.
 *
 * Nobody is asked and no program gets the terminal, which is the command's by now. The plan is made anew each time, so
 * that a key that was rotated in the vault is taken up.
 */
function createRenewal(engine: Engine, profile: string, flags: PlanFlags, first: Session): () => Promise<Session> {
  const { io, clock, vault } = engine
  const unkept = createMemorySessionStore()
  let last = first
  return async () => {
    const keys = vault.store.exists() && (await vault.opensAlone()) ? await vault.store.keys.list() : null
    const known = keys === null ? null : new Map(keys.map((key) => [key.profile, key]))
    const plan = engine.plan(profile, flags, vault.store.exists() ? known : new Map())
    const ports: ExecutePorts = {
      ...engine.ports(),
      ...(known === null ? { sessions: unkept } : {}),
      programs: createProgramRunner({ env: io.env, files: engine.awsFiles().files, hasTerminal: false }),
      mfa: createMfaPrompt(null, () => null),
      // It was all said when the session was first made.
      notify: () => undefined,
    }
    const minTtlSeconds = longerTtlSeconds(last, clock.now())
    const { session } = await executePlan(plan, ports, { minTtlSeconds })
    last = session
    return session
  }
}

function formatRenewCommand(profile: string, flags: PlanFlags): string {
  const words = ['awsx exec', commandWord(profile), '--refresh']
  if (flags.durationSeconds !== undefined) words.push(`--duration ${flags.durationSeconds}`)
  if (flags.region !== undefined) words.push(`--region ${commandWord(flags.region, 'REGION')}`)
  if (flags.roleArn !== undefined) words.push(`--role-arn ${commandWord(flags.roleArn, 'ARN')}`)
  if (flags.readOnly === true) words.push('--read-only')
  return [...words, '-- true'].join(' ')
}

/** The one line for a renewal that fails; `now` and `until` in ms since the epoch. */
export function formatTrouble(message: string, renewCommand: string, until: number, now: number): string {
  const left = until <= now ? 'they have ended' : `they last for another ${formatDuration((until - now) / 1000)}`
  return `the credentials cannot be renewed: ${message}; ${left}. In another terminal: ${renewCommand}`
}
