import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createWorld } from '../../harness/index.ts'
import type { EnvironmentChange, RunResult, World, WorldOptions } from '../../harness/index.ts'

/** Where the store of a home lies, as DESIGN section 4 says. */
export interface StorePaths {
  readonly configFile: string
  readonly identityFile: string
  readonly vaultDir: string
  readonly markFile: string
  readonly sessionsDir: string
}

/** A world with an identity for its store, and what tests of the store do again and again. */
export interface StoreWorld {
  readonly world: World
  /** Where the store of the world's home lies. */
  readonly paths: StorePaths
  /** A plain age identity, in `AWSX_IDENTITY_FILE` of every command. */
  readonly identityFile: string
  /** The long-term secret of every key that {@link StoreWorld.add} adds; a canary. */
  readonly secret: string
  /** `awsx add PROFILE --stdin --no-verify`; throws where it fails. */
  add(...profiles: readonly string[]): Promise<void>
  /** The profiles with keys in the vault, as `awsx list --json` says; throws where that fails. */
  keys(env?: EnvironmentChange): Promise<string[]>
  /** The path of a generation. */
  generation(number: number): string
  /** The generations on disk, oldest first. */
  generations(): number[]
}

/** The identity of every test store: made for these tests, it guards nothing. */
export const testIdentity = {
  recipient: 'age1dcemngzfnldurxeqm2x55kra8etfw0rpt8fwg2m5p77xzyt5cyts8lt2er',
  text: 'AGE-SECRET-KEY-1P600DRE9V5RU6EX44NA5X5YE2QDCXNUUEGG0V4NYCYRQ4FGX7SHSFMQMM0\n',
} as const

/** Another identity's. */
export const otherIdentity = {
  recipient: 'age12f5463y0f6xrd8q83jz6k65p004lng4vwejvetnwj8h8vhphas0sg8thxk',
  text: 'AGE-SECRET-KEY-1RLQV3TLGT3N72UJWE0RZ66DHMSX3909GPNWYE9H9RA7656C8F79Q68FJQJ\n',
} as const

/** A world for the running test, with no store in it yet. */
export function createStoreWorld(options: WorldOptions = {}): StoreWorld {
  const world = createWorld({
    ...options,
    env: (home) => ({
      AWSX_IDENTITY_FILE: join(home, '../identity.txt'),
      AWSX_NO_AGENT: '1',
      ...(typeof options.env === 'function' ? options.env(home) : options.env),
    }),
  })
  const identityFile = world.write(join(world.home, '../identity.txt'), testIdentity.text)
  const secret = world.canaries.plantRandom('long-term key')
  world.canaries.plant('identity', testIdentity.text.trim())
  const [config, data, state] = ['.config', '.local/share', '.local/state'].map((base) =>
    join(world.home, base, 'awsx'),
  )
  const paths = {
    configFile: `${config}/config.json`,
    identityFile: `${data}/identity.age`,
    vaultDir: `${data}/vault`,
    markFile: `${state}/mark.json`,
    sessionsDir: `${state}/sessions`,
  }

  return {
    world,
    paths,
    identityFile,
    secret,
    async add(...profiles) {
      for (const profile of profiles) {
        requireDone(await world.run(['add', profile, '--stdin', '--no-verify'], { stdin: formatKey(secret) }))
      }
    },
    async keys(change = {}) {
      return readKeys(requireDone(await world.run(['list', '--json'], { env: change })))
    },
    generation: (number) => join(paths.vaultDir, `${String(number).padStart(8, '0')}.age`),
    generations: () => listGenerations(paths.vaultDir),
  }
}

/** What `awsx add --stdin` reads. */
export function formatKey(secret: string): string {
  return JSON.stringify({ Version: 1, AccessKeyId: 'AKIAIOSFODNN7EXAMPLE', SecretAccessKey: secret })
}

/** The profiles with keys in the vault, from `awsx list --json`; throws where the vault was locked. */
export function readKeys({ stdout }: RunResult): string[] {
  const { locked, profiles } = JSON.parse(stdout) as {
    locked: boolean
    profiles: { profile: string; source: string }[]
  }
  if (locked) throw new Error('the vault is locked')
  return profiles.filter(({ source }) => source === 'vault').map(({ profile }) => profile)
}

/** The generations in a vault folder, oldest first; none where there is no folder. */
export function listGenerations(vaultDir: string): number[] {
  return listNames(vaultDir)
    .filter((name) => /^\d{8}\.age$/.test(name))
    .map((name) => Number(name.slice(0, 8)))
    .sort((a, b) => a - b)
}

/** The names in a folder; none where there is no folder. */
export function listNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A file's text; empty where there is none. */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** The result of a command that ended with 0; throws with what it said otherwise. */
export function requireDone(result: RunResult): RunResult {
  if (result.code === 0) return result
  throw new Error(`it ended with ${result.code ?? result.signal}: ${result.stderr}`)
}
