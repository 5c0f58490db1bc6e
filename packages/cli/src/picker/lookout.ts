import { statSync } from 'node:fs'
import { AwsxError, type SessionRecord, type StoredKey } from '@awsx/core'
import { findAgent, replyOf } from '../agent-control.ts'
import type { AgentStatus } from '../agent-status.ts'
import { readAwsFiles, type AwsFiles } from '../aws-files.ts'
import type { Engine } from '../engine.ts'
import { createTimer } from './timer.ts'

/** What is to be seen at one moment. */
export interface Sight {
  readonly files: AwsFiles
  /** Whether anybody has looked into the vault yet: until then nothing is known of it. */
  readonly isKnown: boolean
  /** Null: the vault is locked. */
  readonly keys: ReadonlyMap<string, StoredKey> | null
  /** By cache key. */
  readonly records: ReadonlyMap<string, SessionRecord>
}

/** Sees what the picker lists; asks nobody for anything. */
export interface Lookout {
  sight(): Sight
  /** Looks at the vault and the sessions again; whoever watches hears of it. */
  look(): Promise<void>
  /** Looks again whenever something has changed, and tells `changed`, until the returned function is called. */
  watch(changed: () => void): () => void
}

/** What it works with. */
export interface LookoutDeps {
  /** Wired to read from an agent; made anew once the one before has lost its agent. */
  createEngine(): Engine
  /** Whose vault may have been opened here, where there is no agent; null while there is none. */
  opened(): Engine | null
  /** Whether an agent may be asked how it is. */
  readonly mayAskAgent: boolean
}

const lookEveryMs = 2_000

/** A lookout that has read the files; throws what is wrong with them. */
export function createLookout({ createEngine, opened, mayAskAgent }: LookoutDeps): Lookout {
  let engine = createEngine()
  const { env } = engine.io
  const { paths } = engine
  let sight: Sight = { files: readAwsFiles(env), isKnown: false, keys: null, records: new Map() }
  let isAgentLocked: boolean | null = null
  const listeners = new Set<() => void>()
  let seen = signature()

  function signature(): string {
    const watched = [...sight.files.files.map(({ path }) => path), paths.sessionsDir, paths.vaultDir, paths.socketFile]
    return watched.map(statOf).join('\n')
  }

  async function readVault(from: Engine): Promise<Pick<Sight, 'keys' | 'records'>> {
    const keys = await from.vault.keysIfUnlocked()
    const kept = keys === null ? [] : await from.vault.store.sessions.list()
    return { keys, records: new Map(kept.map((record) => [record.key, record])) }
  }

  async function readOpenVault(): Promise<Pick<Sight, 'keys' | 'records'>> {
    const own = opened()
    if (own?.vault.store.isUnlocked() === true) return await readVault(own)
    try {
      return await readVault(engine)
    } catch (error) {
      if (!(error instanceof AwsxError) || (error.code !== 'locked' && error.code !== 'unexpected')) throw error
      // The agent was locked, or is gone.
      engine = createEngine()
      return await readVault(engine)
    }
  }

  async function look(): Promise<void> {
    const { keys, records } = await readOpenVault()
    // Rows are made anew for other keys, not for other sessions.
    sight = { ...sight, isKnown: true, keys: areAlike(keys, sight.keys) ? sight.keys : keys, records }
    seen = signature()
    for (const listener of listeners) listener()
  }

  async function hasChanged(): Promise<boolean> {
    const wasLocked = isAgentLocked
    isAgentLocked = mayAskAgent ? await askAgentIfLocked() : null
    return signature() !== seen || (wasLocked !== null && wasLocked !== isAgentLocked)
  }

  /** By a request that does not keep an idle agent open; null where none is there. */
  async function askAgentIfLocked(): Promise<boolean | null> {
    const client = await findAgent(paths, engine.io)
    const status = client === null ? null : await replyOf(client, { op: 'status' })
    return status === null ? null : (status as unknown as AgentStatus).locked
  }

  async function lookIfChanged(): Promise<void> {
    if (!(await hasChanged())) return
    sight = { ...sight, files: readAwsFiles(env) }
    await look()
  }

  return {
    sight: () => sight,
    look,
    watch(changed) {
      listeners.add(changed)
      // A file that is being written may be broken for a moment: what was seen before stays.
      const stop = createTimer(lookEveryMs, () => lookIfChanged().catch(() => undefined))
      return () => {
        stop()
        listeners.delete(changed)
      }
    },
  }
}

function areAlike(one: Sight['keys'], other: Sight['keys']): boolean {
  if (one === null || other === null) return one === other
  const isThere = ({ profile, accessKeyId }: StoredKey): boolean => other.get(profile)?.accessKeyId === accessKeyId
  return one.size === other.size && [...one.values()].every(isThere)
}

function statOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path)
    return `${ino} ${size} ${mtimeMs}`
  } catch {
    return 'none'
  }
}
