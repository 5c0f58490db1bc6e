import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, type Clock, type Notice, type SessionRecord, type StoredKey } from '@awsx/core'
import { onTestFinished } from 'vitest'
import { createFileStore, type FileStore } from './file-store.ts'
import { generationPath } from './generations.ts'
import { createIdentity, formatIdentityText } from './identity.ts'
import { resolveStorePaths, type StorePaths } from './store-paths.ts'

/** A clock that tests set. */
export interface TestClock extends Clock {
  set(now: number): void
}

/** A store in a folder of its own, which is removed after the test. */
export interface StoreFixture {
  readonly home: string
  readonly paths: StorePaths
  readonly notices: Notice[]
  readonly clock: TestClock
  /** How often `unlock` was called. */
  unlocks(): number
  /** A new instance on the same files, as another process would have. */
  open(scalar?: Uint8Array): FileStore
  /** Makes the vault and returns the instance that made it. */
  create(scalar?: Uint8Array): Promise<FileStore>
  /** An identity file in clear. */
  writeIdentity(scalar?: Uint8Array): string
  generation(number: number): string
  readGeneration(number: number): Uint8Array
}

/** The scalar of every test store, unless it says otherwise. */
export const testScalar: Uint8Array = new Uint8Array(32).fill(7)
/** Another identity's. */
export const otherScalar: Uint8Array = new Uint8Array(32).fill(9)

/** An empty folder that is removed after the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The paths of a store that is not made yet, and the means to make it. */
export function makeStoreFixture(): StoreFixture {
  const home = makeFolder()
  const paths = resolveStorePaths({ AWSX_HOME: home })
  const notices: Notice[] = []
  let unlocks = 0
  let time: number | null = null
  const clock: TestClock = {
    now: () => time ?? Date.now(),
    sleep: () => Promise.resolve(),
    set: (now) => void (time = now),
  }
  const open = (scalar: Uint8Array = testScalar): FileStore =>
    createFileStore({
      paths,
      clock,
      notify: (notice) => void notices.push(notice),
      unlock() {
        unlocks++
        return Promise.resolve(createIdentity(scalar.slice()))
      },
    })
  return {
    home,
    paths,
    notices,
    clock,
    unlocks: () => unlocks,
    open,
    async create(scalar = testScalar) {
      const store = open(scalar)
      await store.create(createIdentity(scalar.slice()))
      return store
    },
    writeIdentity(scalar = testScalar) {
      const path = join(home, 'identity.txt')
      writeFileSync(path, formatIdentityText(scalar), { mode: 0o600 })
      return path
    },
    generation: (number) => generationPath(paths.vaultDir, number),
    readGeneration: (number) => new Uint8Array(readFileSync(generationPath(paths.vaultDir, number))),
  }
}

/** A long-term key of `profile`. */
export function makeKey(profile: string, secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'): StoredKey {
  return {
    profile,
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret(secret),
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/ada',
    mfaSerial: null,
    region: null,
    addedAt: 1_700_000_000_000,
  }
}

/** A session under `key`. */
export function makeSession(key: string, expiresAt: number | null = Date.now() + 3_600_000): SessionRecord {
  return {
    key,
    profile: 'prod',
    api: 'AssumeRole',
    session: {
      credentials: {
        accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
        secretAccessKey: new Secret('session-secret'),
        sessionToken: new Secret('session-token'),
      },
      expiresAt,
      issuedAt: 1_700_000_000_000,
      mfaAt: null,
      accountId: '123456789012',
      arn: 'arn:aws:sts::123456789012:assumed-role/admin/ada',
    },
  }
}

/** Whether the stock age command is installed. */
export const hasAge: boolean = spawnSync('age', ['--version']).status === 0

/** What the stock age command makes of a file; throws when it does not open. */
export function runAge(identityFile: string, file: string): string {
  const result = spawnSync('age', ['--decrypt', '-i', identityFile, file], { encoding: 'utf8' })
  if (result.status !== 0) throw new Error(result.stderr)
  return result.stdout
}
