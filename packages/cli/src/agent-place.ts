import { isAbsolute, join } from 'node:path'
import type { StorePaths } from '@awsx/store'
import type { Io } from './io.ts'

/** What the kernel takes as the path of a socket, in bytes, without the closing NUL (unix(7)). */
const longestSocketPath = process.platform === 'linux' ? 107 : 103

/**
 * Where the agent's socket may lie, best first.
 *
 * The run folder of the store; where that cannot hold a socket (its path is too long, or its file system has none) a
 * folder of this store's own in `XDG_RUNTIME_DIR`, which vanishes at logout.
 */
export function agentPlaces(paths: StorePaths, env: Io['env']): readonly string[] {
  return [...eachAgentPlace(paths, env)]
}

/** The same one by one: the second place has a hash in its name, and to load what hashes takes longer than to ask the first. */
export function* eachAgentPlace({ runDir, socketFile }: StorePaths, env: Io['env']): Generator<string, void> {
  if (canHoldSocket(socketFile)) yield socketFile
  const runtime = env['XDG_RUNTIME_DIR']
  if (runtime === undefined || !isAbsolute(runtime)) return
  const { createHash } = process.getBuiltinModule('node:crypto')
  const store = createHash('sha256').update(runDir).digest('hex').slice(0, 16)
  const place = join(runtime, `awsx-${store}`, 'agent.sock')
  if (canHoldSocket(place)) yield place
}

function canHoldSocket(place: string): boolean {
  return Buffer.byteLength(place) <= longestSocketPath
}
