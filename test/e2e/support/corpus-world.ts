import { expect } from 'vitest'
import { createWorld, watchCommandLines } from '../../harness/index.ts'
import type { RunOptions, RunResult, World, WorldOptions } from '../../harness/index.ts'
import { findActiveText } from './corpus-text.ts'

type CorpusRunOptions = Partial<Omit<RunOptions, 'env'>> & {
  readonly env?: Readonly<Record<string, string | undefined>>
}

/** A world with secrets in its files that no case of the corpus may bring to light. */
export interface Corpus extends Omit<World, 'awsx'> {
  /** The path of the program, as `World.awsx`. */
  readonly program: string
  /** `~/.aws/config`. */
  readonly config: string
  /** Runs awsx while the argv of every process is searched; what it says on stderr has to be inert. */
  awsx(args: readonly string[], options?: CorpusRunOptions): Promise<RunResult>
}

/**
 * A world whose credentials file has the profile `canary` with a secret key and a session token; a leak of either on
 * any channel fails the test.
 */
export function createCorpus(options: WorldOptions = {}): Corpus {
  return toCorpus(createWorld(options))
}

/** The same for a world that a test has made already. */
export function toCorpus(world: World): Corpus {
  const { canaries } = world
  const secret = canaries.plantRandom('secret key of the credentials file')
  const token = canaries.plantRandom('session token of the credentials file')
  world.write(
    '.aws/credentials',
    `[canary]\naws_access_key_id = AKIACANARYCANARYCANA\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`,
  )
  return {
    ...world,
    program: world.awsx,
    config: `${world.home}/.aws/config`,
    async awsx(args, changed) {
      const result = await watchCommandLines(canaries, () => world.run(args, changed))
      expect(
        findActiveText(result.stderr),
        `stderr of awsx ${args[0] ?? ''}: ${JSON.stringify(result.stderr)}`,
      ).toEqual([])
      return result
    },
  }
}
