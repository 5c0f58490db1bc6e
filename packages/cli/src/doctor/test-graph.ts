import { buildProfileGraph, parseIni, type ProfileGraph } from '@awsx/core'
import { createFixes, type Fixes } from './fixes.ts'

/** The graph of one file, for tests. */
export function graphOf(text: string, kind: 'config' | 'credentials' = 'config'): ProfileGraph {
  return buildProfileGraph([{ kind, document: parseIni(text, `/home/f/.aws/${kind}`) }])
}

/** Commands for bash and the home `/home/f`, for tests. */
export const testFixes: Fixes = createFixes('bash', '/home/f', undefined)
