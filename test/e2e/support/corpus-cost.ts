import { expect } from 'vitest'
import { findProgram } from '../../harness/index.ts'
import type { RunResult } from '../../harness/index.ts'
import type { Corpus } from './corpus-world.ts'

const limitMb = 300

/** Whether this machine can tell what a command needs: zsh's `time` knows the most memory a process had. */
export const canMeasure: boolean = process.platform === 'linux' && findProgram('zsh') !== null

/** Runs awsx and expects it to need at most 300 MB (SECURITY section 4); it is ended after 20 s of CPU time. */
export async function runWithinMemory(corpus: Corpus, args: readonly string[]): Promise<RunResult> {
  const script = 'ulimit -t 20; TIMEFMT="peak %M"; time "$0" "$@"'
  const result = await corpus.runCommand(['zsh', '-f', '-c', script, corpus.program, ...args])
  const peak = Number(/^peak (\d+)$/m.exec(result.stderr)?.[1] ?? Number.NaN)
  // Its manual says kilobytes; on Linux it prints megabytes, and no awsx gets by with 4 of those.
  const peakMb = peak < 4096 ? peak : peak / 1024
  expect(peakMb, `memory of awsx ${args.join(' ')}: ${result.stderr.slice(0, 2000)}`).toBeLessThanOrEqual(limitMb)
  return { ...result, stderr: result.stderr.replace(/^peak \d+\n/m, '') }
}
