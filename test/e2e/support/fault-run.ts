import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RunOptions, RunResult, World } from '../../harness/index.ts'
import { injecting, nameCall, readTrace, tracing } from './fault-strace.ts'
import type { Fault, TracedCall } from './fault-strace.ts'
import type { StoreWorld } from './store-world.ts'

/** A command that changes the store, and what must be true after any fault in it. */
export interface FaultScenario {
  args(home: string): readonly string[]
  readonly stdin?: string
  /** Runs the command where that takes a person; `RunResult.stderr` is then the screen. Without a terminal by default. */
  execute?(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult>
  /** Of this run, beside the world's; `home` is the run's own. */
  env?(home: string): Readonly<Record<string, string>>
  /** A home to start from; each run gets a copy. */
  readonly template: string
  /** Which calls are made to fail; all on files under the home by default. */
  wants?(call: TracedCall): boolean
  /** What is wrong with the store in `home` after the run; empty where all is as promised. */
  check(run: FaultedRun): Promise<string[]>
}

/** How one run with a fault went. */
export interface FaultedRun extends RunResult {
  readonly home: string
  readonly fault: Fault
  readonly call: TracedCall
  /** The environment that makes awsx use this run's home. */
  readonly env: Readonly<Record<string, string>>
}

/**
 * Which of all faults are run: every one; each changing call with a kill and three errnos; or with a kill and one errno.
 */
export type Coverage = 'all' | 'changes' | 'sample'

/** What came of a scenario. */
export interface FaultReport {
  /** Calls on files of the store in an undisturbed run. */
  readonly calls: readonly TracedCall[]
  readonly runs: number
  /** One line for each broken promise. */
  readonly problems: readonly string[]
}

const writeErrors = ['ENOSPC', 'EIO', 'EDQUOT', 'EROFS', 'EINTR', 'EMFILE'] as const
const rareErrors = ['EDQUOT', 'EROFS', 'EINTR', 'EMFILE'] as const
const tries = 12

/** Runs a command once undisturbed, then once for each fault at each of its calls on files of the home. */
export async function runFaults(store: StoreWorld, scenario: FaultScenario, coverage: Coverage): Promise<FaultReport> {
  const { world } = store
  const path = makeSteadyPath(world)
  const problems: string[] = []
  let runs = 0

  async function run(name: string, wrap: (trace: string, argv: readonly string[]) => [string, ...string[]]) {
    const folder = join(world.root, 'runs', name)
    const home = join(folder, 'home')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    cpSync(scenario.template, home, { recursive: true, preserveTimestamps: true })
    const env = { ...world.env, PATH: path, HOME: home, AWSX_HOME: join(home, 'awsx'), ...scenario.env?.(home) }
    const trace = join(folder, 'trace')
    const argv = wrap(trace, [world.awsx, ...scenario.args(home)])
    const execute = scenario.execute ?? world.runCommand
    const result = await execute(argv, { env, cwd: world.root, stdin: scenario.stdin ?? '' })
    return { folder, home, env, result, ...readTrace(trace, home) }
  }

  const baseline = await run('baseline', tracing)
  if (baseline.result.code !== 0) throw new Error(`without a fault it fails: ${baseline.result.stderr}`)
  const wanted = baseline.calls.filter((call) => scenario.wants?.(call) ?? true)

  async function inject(call: TracedCall, fault: Fault, number: number): Promise<void> {
    const point = `${fault} at ${nameCall(call)}`
    let { ordinal } = call
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const name = `${number}-${attempt}`
      const done = await run(name, (trace, argv) => injecting(call.syscall, ordinal, fault, trace, argv))
      if (done.hit !== null && nameCall(done.hit) === nameCall(call)) {
        runs += 1
        const found = await scenario.check({ ...done.result, home: done.home, env: done.env, fault, call })
        const said = `it ended with ${done.result.code ?? done.result.signal}: ${done.result.stderr.trim()}`
        problems.push(...found.map((problem) => `${point}: ${problem}; ${said}; see ${done.folder}`))
        if (found.length === 0) rmSync(done.folder, { recursive: true })
        return
      }
      rmSync(done.folder, { recursive: true })
      // A fault that came too early changed the way there: aim at where the call was in this run, or beyond it.
      ordinal = done.calls.find((other) => nameCall(other) === nameCall(call))?.ordinal ?? ordinal + 1
    }
    problems.push(`${point}: was never hit in ${tries} runs`)
  }

  const plan = wanted.flatMap((call, index) => chooseFaults(call, index, coverage).map((fault) => ({ call, fault })))
  const queue = plan.entries()
  await Promise.all(
    Array.from({ length: 3 }, async () => {
      for (const [number, { call, fault }] of queue) await inject(call, fault, number)
    }),
  )
  return { calls: wanted, runs, problems }
}

// Where V8 has helper threads, the main one opens `/sys/devices/system/cpu/online` the first time that it has to wait for
// a lock of theirs, if ever: `NumCPUs` in Abseil's mutex.cc. Where it marks garbage bit by bit, it wakes itself up for each
// bit, by a write and a read, and how many there are depends on how long scrypt takes.
const steadyFlags = '--single-threaded --no-incremental-marking'

/** A PATH whose node makes the same system calls in every run, for faults are aimed by counting them. */
function makeSteadyPath(world: World): string {
  const folder = join(world.root, 'steady')
  world.write(join(folder, 'node'), `#!/bin/sh\nexec '${process.execPath}' ${steadyFlags} "$@"\n`, 0o755)
  return `${folder}:${world.env['PATH']}`
}

function chooseFaults({ syscall, mutates }: TracedCall, index: number, coverage: Coverage): readonly Fault[] {
  // A kill between two changes leaves what a kill at the next change leaves, so reads are only made to fail.
  if (!mutates) return coverage !== 'all' ? [] : syscall === 'openat' ? ['EIO', 'EINTR', 'EMFILE'] : ['EIO', 'EINTR']
  if (coverage === 'all') return ['KILL', ...writeErrors]
  if (coverage === 'sample') return ['KILL', writeErrors[index % writeErrors.length] ?? 'EIO']
  return ['KILL', 'ENOSPC', 'EIO', rareErrors[index % rareErrors.length] ?? 'EINTR']
}
