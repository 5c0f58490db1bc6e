import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { formatKey, requireDone } from './store-world.ts'
import type { StoreWorld } from './store-world.ts'

/** A home with these keys in its vault, to be copied for each fault. */
export async function makeTemplate(store: StoreWorld, ...profiles: readonly string[]): Promise<string> {
  const { world } = store
  const template = join(world.root, 'template')
  cpSync(world.home, template, { recursive: true })
  const env = { HOME: template, AWSX_HOME: join(template, 'awsx') }
  for (const profile of profiles) {
    requireDone(
      await world.prepare(['add', profile, '--stdin', '--no-verify'], { env, stdin: formatKey(store.secret) }),
    )
  }
  return template
}
