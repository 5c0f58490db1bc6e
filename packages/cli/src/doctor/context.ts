import { userInfo } from 'node:os'
import {
  AwsxError,
  buildProfileGraph,
  parseIni,
  type Clock,
  type ProfileGraph,
  type Shell,
  type StoredKey,
} from '@awsx/core'
import { createSystemClock, readConfigFiles, type ConfigFile } from '@awsx/aws'
import { resolveStorePaths, type StorePaths } from '@awsx/store'
import { readShell } from '../calling-shell.ts'
import { createEngine } from '../engine.ts'
import type { Io } from '../io.ts'
import { createFixes, type Fixes } from './fixes.ts'
import { readLoadedHook, type LoadedHook } from './loaded-hook.ts'

/** What the checks look at. Everything that could fail has failed by now, and is in `failures`. */
export interface DoctorContext {
  readonly env: Io['env']
  readonly clock: Clock
  /** The effective user. */
  readonly uid: number
  /** The home of the user database, for who has no `HOME`; null where that has none. */
  readonly userHome: string | null
  readonly shell: Shell
  /** What the hook of the calling shell says of itself; null where no hook called. */
  readonly loadedHook: LoadedHook | null
  /** Whether a person looks on. */
  readonly isInteractive: boolean
  /** Whether AWS must not be asked for the time. */
  readonly isOffline: boolean
  /** Null where no variable says where the store is. */
  readonly paths: StorePaths | null
  /** The AWS files that could be read. */
  readonly files: readonly ConfigFile[]
  readonly graph: ProfileGraph
  /** What could not be found or read. */
  readonly failures: readonly AwsxError[]
  readonly fixes: Fixes
  /** The keys of the vault; null where somebody would have to be asked. Throws what opening it throws. */
  storedKeys(): Promise<ReadonlyMap<string, StoredKey> | null>
}

/** Gathers what the checks look at; asks nobody, and throws nothing that a person could have caused. */
export function createDoctorContext(io: Io, options: { readonly isOffline: boolean }): DoctorContext {
  const { env } = io
  const failures: AwsxError[] = []
  const attempt = <T>(read: () => T): T | null => {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof AwsxError)) throw error
      failures.push(error)
      return null
    }
  }
  const paths = attempt(() => resolveStorePaths(env))
  const files = readEach(env, attempt)
  const graph = buildProfileGraph(
    files.flatMap(({ kind, path, text }) => (text === null ? [] : [{ kind, document: parseIni(text, path) }])),
  )
  const loadedHook = readLoadedHook(env)
  const shell = loadedHook?.shell ?? readShell(undefined, env)
  const clock = createSystemClock()
  return {
    env,
    clock,
    uid: process.geteuid?.() ?? 0,
    userHome: userHome(),
    shell,
    loadedHook,
    isInteractive: io.errIsTerminal || io.outIsTerminal,
    isOffline: options.isOffline,
    paths,
    files,
    graph,
    failures,
    fixes: createFixes(shell, env['HOME'] || null, env['VISUAL'] || env['EDITOR']),
    async storedKeys() {
      const engine = attempt(() => createEngine({ io, options: new Map([['no-input', true]]) }))
      return engine === null ? null : await engine.vault.keysIfUnlocked()
    },
  }
}

/** One after the other, so that a file that cannot be read does not hide the other one. */
function readEach(env: Io['env'], attempt: <T>(read: () => T) => T | null): ConfigFile[] {
  const alone = { config: 'AWS_SHARED_CREDENTIALS_FILE', credentials: 'AWS_CONFIG_FILE' } as const
  return (['config', 'credentials'] as const).flatMap((kind) => {
    const read = attempt(() => readConfigFiles({ ...env, [alone[kind]]: '/dev/null' }))
    return (read ?? []).filter((file) => file.kind === kind)
  })
}

function userHome(): string | null {
  try {
    return userInfo().homedir || null
  } catch {
    return null
  }
}
