import { createSandbox, createTutorialWorld } from '@awsx/sandbox'
import type { Sandbox } from '@awsx/sandbox'
import type { EnvironmentChange, RunResult } from '../../harness/index.ts'
import { createStoreWorld, requireDone } from './store-world.ts'
import type { StoreWorld } from './store-world.ts'

/** A store with the tutorial's key in it, and a sandbox that gives sessions for it. */
export interface SessionWorld {
  readonly store: StoreWorld
  readonly sandbox: Sandbox
  /** `awsx add ada` with the key of the sandbox. */
  add(env?: EnvironmentChange): Promise<void>
  /** `awsx env ada --format json`: one GetSessionToken without MFA, then the session from its file. */
  obtain(env?: EnvironmentChange): Promise<RunResult>
}

/** Makes the sandbox, the store and the key of the profile `ada` in it. */
export async function createSessionWorld(): Promise<SessionWorld> {
  const { world: accounts, accessKey } = createTutorialWorld()
  const sandbox = await createSandbox({ world: accounts })
  const store = createStoreWorld({ sandbox })
  const { world } = store
  const secret = world.canaries.plant('key of the sandbox', accessKey.secretAccessKey)
  const stdin = JSON.stringify({ Version: 1, AccessKeyId: accessKey.accessKeyId, SecretAccessKey: secret })
  const add = async (env: EnvironmentChange = {}): Promise<void> => {
    requireDone(await world.run(['add', 'ada', '--stdin', '--no-verify', '--region', 'us-east-1'], { env, stdin }))
  }
  await add()
  return {
    store,
    sandbox,
    add,
    obtain: (env = {}) => world.run(['env', 'ada', '--format', 'json'], { env }),
  }
}
