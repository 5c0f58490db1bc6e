import { join } from 'node:path'
import { expect } from 'vitest'
import type { RunResult } from '../../harness/index.ts'
import type { FaultedRun, FaultReport } from './fault-run.ts'
import { nameCall } from './fault-strace.ts'
import { listNames, readKeys } from './store-world.ts'
import type { StoreWorld } from './store-world.ts'

/** The two states that a fault may leave: as it was, or changed as a whole. */
export interface States {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/**
 * What every command owes after a fault: it says what failed and where, it leaves no temporary file unless it was killed
 * or could not remove it, and the vault opens with the keys from before or after, after where it ended with 0.
 */
export async function checkPromises(store: StoreWorld, run: FaultedRun, states: States): Promise<string[]> {
  const vaultDir = join(run.home, 'awsx/data/vault')
  const problems = [...checkWords(run), ...checkTempFiles(run, [vaultDir, join(run.home, 'awsx/state')])]
  const listed = await listKeys(store, run)
  if (typeof listed === 'string') return [...problems, listed]
  const allowed = run.code === 0 ? [states.after] : [states.before, states.after]
  if (!allowed.some((keys) => isSame(keys, listed))) problems.push(`the vault has ${listed.join(', ') || 'no keys'}`)
  return problems
}

/** What is wrong with how a command ended and what it said; empty where it is as promised. */
export function checkWords({ fault, code, signal, stderr, home, call }: FaultedRun): string[] {
  if (fault === 'KILL') return signal === 'SIGKILL' || code === 137 ? [] : ['it was not killed']
  if (code === null) return [`it ended by ${signal}`]
  if (code === 0) return []
  const error = stderr.split('\n').find((line) => line.startsWith('awsx: error: ')) ?? ''
  if (error === '') return ['it failed without an error line']
  if (stderr.includes('a fault of awsx')) return ['it called a fault of the disk a fault of awsx']
  return error.includes(home) ? [] : [`its error does not name the path (${call.path})`]
}

/**
 * The keys in the vault, or what is wrong: asked of awsx itself, without a fault. Of the native build for both, because
 * it is asked after each of hundreds of faults.
 */
export async function listKeys({ world }: StoreWorld, { env }: Pick<FaultedRun, 'env'>): Promise<string[] | string> {
  const result: RunResult = await world.prepare(['list', '--json'], { env, cwd: world.root })
  return result.code === 0 ? readKeys(result) : `the store does not open: ${result.stderr.trim()}`
}

/** Every fault kept the promises, and these calls were among those that failed. */
export function expectPromisesKept({ problems, calls, runs }: FaultReport, ...patterns: readonly RegExp[]): void {
  expect(problems).toEqual([])
  expect(runs).toBeGreaterThanOrEqual(calls.filter(({ mutates }) => mutates).length * 2)
  const names = calls.map(nameCall)
  expect(names).toEqual(expect.arrayContaining(patterns.map((pattern) => expect.stringMatching(pattern))))
}

function checkTempFiles({ fault, call }: FaultedRun, folders: readonly string[]): string[] {
  if (fault === 'KILL' || call.syscall.startsWith('unlink')) return []
  const left = folders.flatMap(listNames).filter((name) => name.startsWith('.tmp-'))
  return left.length === 0 ? [] : [`it left ${left.join(', ')}`]
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}
