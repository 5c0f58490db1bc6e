import { spawnSync } from 'node:child_process'
import { findProgram } from './shell.ts'

/** The path of an AWS CLI of version 2, the system's before any other; null where there is none. */
export function findAwsCli(): string | null {
  for (const path of ['/usr/bin:/usr/local/bin', process.env['PATH'] ?? '']) {
    const candidate = findProgram('aws', path)
    if (candidate === null) continue
    const { stdout } = spawnSync(candidate, ['--version'], { encoding: 'utf8' })
    if (stdout.startsWith('aws-cli/2')) return candidate
  }
  return null
}
