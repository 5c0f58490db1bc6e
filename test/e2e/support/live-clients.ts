import { join } from 'node:path'
import { expect } from 'vitest'
import { findAwsCli, findProgram } from '../../harness/index.ts'
import type { EnvironmentChange } from '../../harness/index.ts'
import { findBoto3 } from './consumers.ts'
import type { Story } from './story.ts'

/** A real client that goes on calling AWS; what it keeps of its credentials is its own affair. */
export interface LiveClient {
  readonly name: string
  /** Throws where it does not see the applications of the sandbox. */
  expectApplications(): Promise<void>
}

/** The clients of a test. */
export interface LiveClients {
  /** All that call in this turn, in an order of its own, so that each is sometimes the first to find a session ended. */
  inTurn(turn: number): readonly LiveClient[]
}

/** Where the clients get their credentials: a profile, or what `env` points to. */
export interface LiveClientInput {
  readonly profile?: string
  readonly env: EnvironmentChange
  /** What the AWS CLI gets instead; `env` when not given. */
  readonly cliEnv?: EnvironmentChange
}

// It takes longer to start than all the others to answer.
const turnsPerCliCall = 3
const boto3Program = join(import.meta.dirname, '../../python/live-boto3.py')
const sdkProgram = join(import.meta.dirname, 'live-sdk.ts')

/** What is not on this machine of what {@link startLiveClients} needs; null where it is all there. */
export function missingClient(): string | null {
  if (findBoto3() === null) return 'boto3 is not there: npm test says why'
  if (findAwsCli() === null) return 'the AWS CLI, version 2, is not there'
  if (findProgram('faketime') === null) return 'faketime is not there'
  return null
}

/**
 * boto3 and the AWS SDK for JavaScript, each one process with one client for as long as the test runs, and the AWS
 * CLI, a new process for each call, which it makes in every third turn.
 */
export function startLiveClients({ here, sandbox }: Story, input: LiveClientInput): LiveClients {
  const { profile, env, cliEnv = env } = input
  const words = profile === undefined ? [] : [profile]
  const named = profile === undefined ? [] : ['--profile', profile]
  const query = ['--query', "join(' ', Applications[].ApplicationName)", '--output', 'text']
  // Before 2.13 it knows no AWS_ENDPOINT_URL.
  const command = ['--endpoint-url', sandbox.url, ...named, 'elasticbeanstalk', 'describe-applications', ...query]

  function create(name: string, listApplications: () => Promise<string>): LiveClient {
    return {
      name,
      async expectApplications() {
        expect({ client: name, sees: await listApplications() }).toEqual({ client: name, sees: 'storefront checkout' })
      },
    }
  }
  function createLiving(name: string, argv: [string, ...string[]]): LiveClient {
    const conversation = here.converse([...argv, ...words], { env })
    return create(name, async () => JSON.parse(await conversation.ask('list')) as string)
  }

  const boto3 = createLiving('boto3', [findBoto3() ?? '', boto3Program])
  const sdk = createLiving('AWS SDK for JavaScript v3', [process.execPath, sdkProgram])
  const cli = create('AWS CLI', async () => {
    const { stdout, stderr } = await here.runCommand([findAwsCli() ?? '', ...command], { env: cliEnv })
    return stderr === '' ? stdout.trimEnd() : stderr
  })
  return {
    inTurn(turn) {
      const clients = turn % turnsPerCliCall === 0 ? [boto3, sdk, cli] : [boto3, sdk]
      const first = (turn + Math.floor(turn / turnsPerCliCall)) % clients.length
      return [...clients.slice(first), ...clients.slice(0, first)]
    },
  }
}
