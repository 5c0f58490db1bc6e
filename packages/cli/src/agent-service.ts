import {
  AwsxError,
  createFlights,
  executePlan,
  planSession,
  type Clock,
  type ExecutePorts,
  type KeyStore,
  type Plan,
  type SessionStore,
  type StoredKey,
} from '@awsx/core'
import {
  longerTtlSeconds,
  type AgentEngine,
  type CallerPorts,
  type GivenSession,
  type PinnedPlan,
  type SessionCall,
} from '@awsx/agent'
import { createSts, createTokenReader, refuseUntrusted } from '@awsx/aws'
import {
  createFileStore,
  createIdentity,
  openIdentity,
  type FileStore,
  type Identity,
  type StorePaths,
} from '@awsx/store'
import type { AwsFiles } from './aws-files.ts'
import { createAwsFilesCache } from './aws-files-cache.ts'
import { completeProfile } from './complete-profile.ts'
import { givenSession } from './given-session.ts'
import { osUserName } from './os-user.ts'
import { pinStores } from './pinned-stores.ts'
import { planWarnings } from './plan-warnings.ts'
import { readSettings } from './settings.ts'

/** What the agent's engine works with. */
export interface AgentServiceDeps {
  readonly paths: StorePaths
  readonly clock: Clock
}

/** Plans and carries out what callers ask, with a store that is unlocked once. */
export function createAgentService({ paths, clock }: AgentServiceDeps): AgentEngine {
  const readFiles = createAwsFilesCache(clock.now)
  const flights = createFlights()
  const tokens = createTokenReader()
  let store: FileStore | null = null

  async function openStore(identity: Identity): Promise<FileStore> {
    const opened = createFileStore({
      paths,
      clock,
      notify: () => undefined,
      unlock: async () => identity,
      remembers: true,
    })
    // Whether the identity opens the vault shows only when it is used.
    await opened.keys.list()
    return opened
  }

  function requireStore(): FileStore {
    if (store === null) throw new AwsxError('locked', 'the agent is locked', { hint: 'awsx unlock' })
    return store
  }

  const keys: KeyStore = {
    list: async () => await requireStore().keys.list(),
    get: async (profile) => await requireStore().keys.get(profile),
    async put(key, options) {
      requireFsync()
      await requireStore().keys.put(key, options)
    },
    async remove(profile, options) {
      requireFsync()
      return await requireStore().keys.remove(profile, options)
    },
  }
  const sessions: SessionStore = {
    get: async (key) => await requireStore().sessions.get(key),
    put: async (record) => await requireStore().sessions.put(record),
    delete: async (key) => await requireStore().sessions.delete(key),
    list: async () => await requireStore().sessions.list(),
    recall: async (key, now) => await requireStore().sessions.recall(key, now),
    remember: async (key, value, until) => await requireStore().sessions.remember(key, value, until),
  }

  function planFor({ graph }: AwsFiles, call: SessionCall, storedKeys: ReadonlyMap<string, StoredKey> | null): Plan {
    const { caller, flags } = call
    const settings = readSettings(paths.configFile)
    const context = { graph, storedKeys, environment: caller.env, flags, settings, osUser: osUserName() }
    return planSession(context, call.profile)
  }

  async function prepare(asked: SessionCall, ports: CallerPorts): Promise<{ call: SessionCall; plan: Plan }> {
    const read = (): AwsFiles => readFiles(asked.caller.env, asked.caller.folder)
    let files = read()
    if (store === null) {
      // What is wrong in the files is said before anybody types a passphrase.
      const locked = completeProfile(asked, files.graph.profiles.keys(), null)
      if (files.graph.profiles.has(locked.profile)) {
        const plan = planFor(files, locked, null)
        if (plan.steps.some((step) => 'why' in step)) return { call: locked, plan }
      }
      await ports.unlock()
      // A person may take long, and change them meanwhile.
      files = read()
    }
    const stored = new Map((await keys.list()).map((key) => [key.profile, key]))
    const call = completeProfile(asked, files.graph.profiles.keys(), stored)
    if (call.profile !== asked.profile) {
      ports.notify({ level: 'warning', message: `'${asked.profile}' is taken as '${call.profile}'` })
    }
    return { call, plan: planFor(files, call, stored) }
  }

  async function carryOut(
    call: SessionCall,
    plan: Plan,
    ports: CallerPorts,
    stores: Pick<ExecutePorts, 'keys' | 'sessions'>,
    share: typeof flights | undefined,
  ): Promise<GivenSession> {
    refuseLongTermKey(plan)
    ports.expect(plan)
    const { caller, refresh, minTtlSeconds } = call
    const files = readFiles(caller.env, caller.folder)
    const execute: ExecutePorts = {
      ...stores,
      sts: createSts({ env: caller.env, clock, notify: ports.notify }),
      programs: {
        async run(request) {
          refuseUntrusted(request, files.files)
          return await ports.programs.run(request)
        },
      },
      mfa: ports.mfa,
      tokens,
      clock,
      notify: ports.notify,
    }
    const { session, fromCache } = await executePlan(plan, execute, {
      refresh,
      minTtlSeconds,
      ...(share === undefined ? {} : { flights: share }),
    })
    if (!fromCache) for (const message of planWarnings(plan, files)) ports.notify({ level: 'warning', message })
    return givenSession(plan, session)
  }

  return {
    isUnlocked: () => store !== null,
    async unlock(secret, of) {
      const identity =
        of === 'identity'
          ? createIdentity(new Uint8Array(secret))
          : await openIdentity({ kind: 'passphrase', path: paths.identityFile, passphrase: secret })
      secret.fill(0)
      store = await openStore(identity)
    },
    forget() {
      store = null
    },
    keys,
    sessions,
    async obtain(asked, ports) {
      const { call, plan } = await prepare(asked, ports)
      return await carryOut(call, plan, ports, { keys, sessions }, flights)
    },
    async pin(asked, ports): Promise<PinnedPlan> {
      const { call, plan } = await prepare(asked, ports)
      const stores = await pinStores(plan, { keys, sessions }, () => store !== null)
      const given = await carryOut(call, plan, ports, stores, undefined)
      let last = given
      return {
        given,
        // Its own stores stay open when the agent locks, so nobody is asked to unlock it.
        async renew(next) {
          const minTtlSeconds = longerTtlSeconds(last.session, clock.now())
          last = await carryOut({ ...call, refresh: false, minTtlSeconds }, plan, next, stores, undefined)
          return last
        },
      }
    },
  }
}

/** What lives for ever leaves no agent: the command that wants it unlocks by itself. */
function refuseLongTermKey({ profile, steps }: Plan): void {
  const last = steps.at(-1)
  if (last?.api !== 'StoredKeys' && (last?.api !== 'StaticKeys' || last.sessionToken !== null)) return
  throw new AwsxError('confirmation_required', `the agent does not hand out the long-term key of '${profile}'`, {
    hint: 'use --no-agent',
    data: { withoutAgent: true },
  })
}

/** Node has no fsync under --permission: what must survive a power cut is written by the command itself. */
function requireFsync(): void {
  if (process.permission === undefined) return
  throw new AwsxError('write_failed', 'this agent does not write the vault', { data: { writes: false } })
}
