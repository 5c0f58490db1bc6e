import { AwsxError, safe, type Clock, type KeyStore, type Notice, type StoredKey } from '@awsx/core'
import { createFileStore, createIdentity, type FileStore, type Identity, type StorePaths } from '@awsx/store'
import type { AgentStores } from './agent-stores.ts'
import { createDeviceUnlock } from './device-unlock.ts'
import type { Io } from './io.ts'
import type { Terminal } from './terminal.ts'
import { canUnlockAlone } from './unlock-alone.ts'
import { lockedError, prepareIdentity, unlockIdentity, type UnlockDeps } from './unlock.ts'

/** The store with the questions a person is asked around it. */
export interface VaultAccess {
  /** Its keys and sessions are the agent's once `keys` or `keysIfUnlocked` has found one that is unlocked. */
  readonly store: FileStore
  /** Whether it can be opened at all: by itself, or by a person who can be asked. */
  canOpen(): Promise<boolean>
  /** Whether nobody has to be asked to open it. */
  opensAlone(): Promise<boolean>
  /** The keys by profile; unlocks. An absent vault has none. */
  keys(): Promise<ReadonlyMap<string, StoredKey>>
  /** The same without asking anybody: null where somebody would have to be asked. */
  keysIfUnlocked(): Promise<ReadonlyMap<string, StoredKey> | null>
  /** Makes the vault where there is none; false where nobody can say how to lock it. */
  ensure(): Promise<boolean>
}

/** What it works with. */
export interface VaultAccessDeps {
  readonly io: Io
  readonly paths: StorePaths
  readonly clock: Clock
  readonly terminal: () => Terminal | null
  notify(notice: Notice): void
  /** The stores behind an agent that is unlocked; null where there is none, or it is not to be used. */
  agentStores(): Promise<AgentStores | null>
  /** Takes the scalar of an identity that a typed passphrase opened, once the vault is open; null: nobody wants it. */
  readonly handOn: ((scalar: Uint8Array) => Promise<void>) | null
}

/** Opens the store when something asks for it; on a terminal a rolled-back vault is shown and asked about. */
export function createVaultAccess(deps: VaultAccessDeps): VaultAccess {
  const { io, paths, clock, terminal, notify } = deps
  const device = createDeviceUnlock({ io, paths, terminal })
  const takeIdentity = async (): Promise<Identity | null> => {
    const scalar = await device.take()
    return scalar === null ? null : createIdentity(scalar)
  }
  let typed: Uint8Array | null = null
  const unlockDeps: UnlockDeps = {
    env: io.env,
    paths,
    terminal,
    io,
    device: takeIdentity,
    typed: (identity) => (typed = deps.handOn === null ? null : identity.copyScalar()),
  }
  const file = createFileStore({ paths, clock, notify, unlock: () => unlockIdentity(unlockDeps) })
  let agent: AgentStores | null = null
  const store: FileStore = {
    ...file,
    get keys() {
      return agent === null ? file.keys : readsThrough(agent.keys, file.keys)
    },
    get sessions() {
      return agent?.sessions ?? file.sessions
    },
  }

  const opensAlone = async (): Promise<boolean> =>
    agent !== null || file.isUnlocked() || canUnlockAlone(io.env) || (await device.opensAlone())

  async function lookForAgent(): Promise<void> {
    if (agent === null && !file.isUnlocked()) agent = await deps.agentStores()
  }

  /** Not before the vault is known to be the right one: the agent could ask nobody. */
  async function handOn(): Promise<void> {
    const scalar = typed
    typed = null
    if (scalar !== null) await deps.handOn?.(scalar)
  }

  async function listKeys(): Promise<ReadonlyMap<string, StoredKey>> {
    return new Map((await store.keys.list()).map((key) => [key.profile, key]))
  }

  async function keys(): Promise<ReadonlyMap<string, StoredKey>> {
    const found = await readKeys()
    await handOn()
    return found
  }

  async function readKeys(): Promise<ReadonlyMap<string, StoredKey>> {
    try {
      return await listKeys()
    } catch (error) {
      if (!(error instanceof AwsxError) || !isAcceptable(error)) throw error
      const person = terminal()
      if (person === null) throw error
      person.say(`awsx: ${safe(error.message, 1000)}`)
      const profiles = String(error.data['foundProfiles']).replaceAll(',', ', ')
      person.say(profiles === '' ? 'awsx: it has no keys' : `awsx: it has the keys of ${safe(profiles, 1000)}`)
      if (!(await person.confirm('Go on with the vault that is there now?'))) throw error
      await store.acceptRollback()
      return await listKeys()
    }
  }

  return {
    store,
    canOpen: async () => terminal() !== null || (await opensAlone()),
    opensAlone,
    async keys() {
      if (!store.exists()) return new Map()
      await lookForAgent()
      return await keys()
    },
    async keysIfUnlocked() {
      if (!store.exists()) return new Map()
      await lookForAgent()
      return (await opensAlone()) ? await keys() : null
    },
    async ensure() {
      if (store.exists()) return true
      const identity = await prepareIdentity(unlockDeps)
      if (identity === null) return false
      await store.create(identity)
      await handOn()
      return true
    },
  }
}

/** The agent's keys; what it does not write itself is written here, by whoever knows the passphrase. */
function readsThrough(agent: KeyStore, file: KeyStore): KeyStore {
  async function orHere<T>(work: (keys: KeyStore) => Promise<T>): Promise<T> {
    try {
      return await work(agent)
    } catch (error) {
      if (error instanceof AwsxError && error.data['writes'] === false) return await work(file)
      throw error
    }
  }
  return {
    list: agent.list,
    get: agent.get,
    put: (key, options) => orHere((keys) => keys.put(key, options)),
    remove: (profile, options) => orHere((keys) => keys.remove(profile, options)),
  }
}

/** Another store, or none, is never taken for the right one by a yes: whoever meant it moves the mark away. */
function isAcceptable({ code, data }: AwsxError): boolean {
  return code === 'vault_rolled_back' && (data['relation'] === 'older' || data['relation'] === 'forked')
}

/** Makes sure there is a vault to put a key into; throws `locked` where there is none and nobody can be asked. */
export async function requireVault(vault: VaultAccess): Promise<void> {
  if (!(await vault.ensure())) throw lockedError()
}
