import {
  AwsxError,
  executePlan,
  isCacheable,
  nearestNames,
  planSession,
  safe,
  type Clock,
  type ExecutePorts,
  type Notice,
  type Plan,
  type PlanContext,
  type PlanFlags,
  type Session,
  type StoredKey,
} from '@awsx/core'
import type { GivenSession } from '@awsx/agent'
import { createProgramRunner, createSts, createSystemClock, createTokenReader } from '@awsx/aws'
import { resolveStorePaths, type StorePaths } from '@awsx/store'
import type { AgentStores } from './agent-stores.ts'
import { mayStartAgent, readsFromAgent, usesAgent } from './agent-wanted.ts'
import { readAwsFiles, type AwsFiles } from './aws-files.ts'
import type { Invocation } from './command.ts'
import type { Io } from './io.ts'
import { givenSession } from './given-session.ts'
import { createMfaPrompt } from './mfa-prompt.ts'
import { osUserName } from './os-user.ts'
import { planWarnings } from './plan-warnings.ts'
import { programTerminal } from './program-terminal.ts'
import { resolveProfileName } from './profile-name.ts'
import { readSettings, type Settings } from './settings.ts'
import { openTerminal, type Terminal } from './terminal.ts'
import { sayNotice } from './say-notice.ts'
import { lockedError } from './unlock.ts'
import { createVaultAccess, type VaultAccess } from './vault-access.ts'

/** What a command asks of a session. */
export interface SessionRequest {
  readonly flags: PlanFlags
  readonly refresh: boolean
  readonly minTtlSeconds: number
}

/** The parts of awsx wired together for one command: the one place that knows them all. */
export interface Engine {
  readonly io: Io
  readonly clock: Clock
  readonly paths: StorePaths
  readonly settings: Settings
  readonly vault: VaultAccess
  /** Both AWS files; read once. */
  awsFiles(): AwsFiles
  /** Null where nobody can be asked. */
  terminal(): Terminal | null
  ports(): ExecutePorts
  /** The plan of a profile with what is known without asking anybody. */
  plan(profile: string, flags: PlanFlags, keys: ReadonlyMap<string, StoredKey> | null): Plan
  /** The session of the profile that `word` means; asks what has to be asked. */
  give(word: string | undefined, request: SessionRequest): Promise<GivenSession>
}

/** How an engine is wired. */
export interface EngineOptions {
  /** Whether keys (without their secrets) and sessions may come from an agent; default false. */
  readonly readsAgent?: boolean
  /** Who is asked; the terminal of this process when not given, and nobody with `--no-input`. */
  readonly person?: () => Terminal | null
  /** Both AWS files, where somebody else reads them. */
  readonly awsFiles?: () => AwsFiles
  /** Whether a passphrase that is typed here unlocks the agent as well; default false: the agent was asked before. */
  readonly handsOn?: boolean
}

/** Wires the engine for a command line. Nothing is read, asked or made yet, but for the settings. */
export function createEngine(
  { io, options }: Pick<Invocation, 'io' | 'options'>,
  { readsAgent = false, handsOn = false, person, awsFiles: givenFiles }: EngineOptions = {},
): Engine {
  const { env } = io
  const clock = createSystemClock()
  const paths = resolveStorePaths(env)
  const settings = readSettings(paths.configFile)
  const noInput = options.has('no-input')
  let opened: Terminal | null | undefined
  const openOnce = (): Terminal | null => (opened ??= openTerminal(env))
  const terminal = noInput ? () => null : (person ?? openOnce)
  const notify = (notice: Notice): void => sayNotice(io, notice)
  const agentStores = async (): Promise<AgentStores | null> => {
    if (!readsAgent || !readsFromAgent({ io, options }, settings)) return null
    return await (await import('./agent-stores.ts')).openAgentStores(paths, io)
  }
  const handOn =
    handsOn && usesAgent({ io, options }, settings) && mayStartAgent({ io })
      ? async (scalar: Uint8Array) => await (await import('./hand-on.ts')).handOn(scalar, paths, io)
      : null
  const vault = createVaultAccess({ io, paths, clock, terminal, notify, agentStores, handOn })
  let files: AwsFiles | null = null
  const awsFiles = givenFiles ?? ((): AwsFiles => (files ??= readAwsFiles(env)))
  const code = options.get('mfa-code') ?? env['AWSX_MFA_CODE']

  function ports(): ExecutePorts {
    return {
      sts: createSts({ env, clock, notify }),
      keys: vault.store.keys,
      sessions: vault.store.sessions,
      programs: createProgramRunner({ env, files: awsFiles().files, ...programTerminal(terminal()) }),
      mfa: createMfaPrompt(typeof code === 'string' && code !== '' ? code : null, terminal),
      tokens: createTokenReader(),
      clock,
      notify,
    }
  }

  function plan(profile: string, flags: PlanFlags, storedKeys: PlanContext['storedKeys']): Plan {
    return planSession(
      { graph: awsFiles().graph, storedKeys, environment: env, flags, settings, osUser: osUserName() },
      profile,
    )
  }

  async function planUnlocked(profile: string, flags: PlanFlags): Promise<Plan> {
    if (!vault.store.exists()) return plan(profile, flags, new Map())
    if (await vault.opensAlone()) return plan(profile, flags, await vault.keys())
    // What is wrong in the files is said before anybody types a passphrase.
    const locked = plan(profile, flags, null)
    if (locked.steps.some((step) => 'why' in step)) return locked
    if (await vault.canOpen()) {
      sayUnknown(profile)
      return plan(profile, flags, await vault.keys())
    }
    if (locked.needsVault) throw lockedError()
    return locked
  }

  function sayUnknown(profile: string): void {
    const names = awsFiles().graph.profiles
    if (names.has(profile)) return
    const near = nearestNames(profile, names.keys())
    const meant = near.length > 0 ? `; did you mean ${near.map((name) => safe(name)).join(', ')}?` : ''
    io.say(`awsx: no file has a profile ${safe(profile)}, only the vault may${meant}`)
  }

  const engine: Engine = {
    io,
    clock,
    paths,
    settings,
    vault,
    awsFiles,
    terminal,
    ports,
    plan,
    async give(word, { flags, refresh, minTtlSeconds }) {
      const profile = await resolveProfileName(engine, word)
      const found = await planUnlocked(profile, flags)
      if (!vault.store.exists() && found.steps.some(isCacheable) && !found.steps.some((step) => 'why' in step)) {
        if (!(await vault.ensure()))
          io.say('awsx: sessions are not kept: there is no vault, and nobody to make one with')
      }
      const working = (await vault.canOpen()) ? ports() : { ...ports(), ...withoutVault(vault) }
      const { session, fromCache } = await executePlan(found, working, { refresh, minTtlSeconds })
      await confirmLongTermKeys(found.profile, session, flags, terminal)
      if (!fromCache) for (const message of planWarnings(found, awsFiles())) io.warn(message)
      return givenSession(found, session)
    },
  }
  return engine
}

/** `--no-session` hands out keys that do not end: never without a person who says yes. */
async function confirmLongTermKeys(
  profile: string,
  { credentials }: Session,
  flags: PlanFlags,
  terminal: () => Terminal | null,
): Promise<void> {
  if (flags.noSession !== true || credentials.sessionToken !== null) return
  const person = terminal()
  if (person === null) {
    throw new AwsxError('confirmation_required', `handing out the long-term key of '${profile}' has to be confirmed`, {
      hint: `run it in a terminal, or set awsx_session = none in the profile if its service has no STS`,
    })
  }
  if (await person.confirm(`Hand out the long-term key of ${safe(profile)}, which does not expire?`)) return
  throw new AwsxError('cancelled', 'the key was not handed out')
}

/** For a vault that is locked and not needed: nothing is kept, nothing is found. */
function withoutVault({ store }: VaultAccess): Pick<ExecutePorts, 'sessions'> | Record<string, never> {
  if (!store.exists()) return {}
  return {
    sessions: {
      get: async () => null,
      put: async () => undefined,
      delete: async () => undefined,
      list: async () => [],
      recall: async () => null,
      remember: async () => undefined,
    },
  }
}
