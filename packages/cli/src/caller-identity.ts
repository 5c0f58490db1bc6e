import { defaultRegionOf, resolveStsEndpoint, type CallerIdentity, type Credentials } from '@awsx/core'
import type { Engine } from './engine.ts'

/**
 * Asks AWS whose the credentials are, over the endpoint of a profile; `region` null: the profile's, else the default.
 *
 * Throws what `Sts.getCallerIdentity` and `resolveStsEndpoint` throw.
 */
export async function askCallerIdentity(
  engine: Engine,
  profile: string,
  credentials: Credentials,
  region: string | null,
): Promise<CallerIdentity> {
  const { graph } = engine.awsFiles()
  const known = graph.profiles.get(profile) ?? { name: profile, settings: new Map(), origin: { file: '', line: 0 } }
  const context = {
    graph,
    storedKeys: new Map(),
    environment: engine.io.env,
    flags: {},
    settings: engine.settings,
    osUser: '',
  }
  const where = region ?? (known.settings.get('region')?.value || defaultRegionOf('aws'))
  const { endpoint } = resolveStsEndpoint(context, known, where)
  return await engine.ports().sts.getCallerIdentity(credentials, endpoint)
}
