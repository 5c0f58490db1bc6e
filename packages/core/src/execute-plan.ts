import { checkAccount } from './check-account.ts'
import { cacheKey } from './cache-key.ts'
import { commandWord } from './command-word.ts'
import type { Session } from './credentials.ts'
import { formatDuration } from './duration.ts'
import { AwsxError } from './errors.ts'
import { createFlights, type Flights } from './flights.ts'
import { createMemory } from './memory.ts'
import type { Plan, Step } from './plan.ts'
import type { ExecutePorts, SessionRecord } from './ports.ts'
import { createRoleMemory } from './role-memory.ts'
import { leastTtlSeconds, secondsLeft } from './session-life.ts'
import { createStepRunner, printsCredentials, type StepRunnerDeps } from './step-runner.ts'

/** How old a session may be and still count as new, in seconds. */
const newSessionSlackSeconds = 60

/** How a plan is executed. */
export interface ExecuteOptions {
  /** Make the last step's session anew. */
  readonly refresh?: boolean
  /** The least life of what is handed out, in seconds; never less than 300. */
  readonly minTtlSeconds?: number
  /** Shared by executions that run at the same time in one process, so that they share calls and questions. */
  readonly flights?: Flights
}

/** What a plan gave. */
export interface Executed {
  readonly session: Session
  /** True when no call was made. */
  readonly fromCache: boolean
}

/**
 * Carries a plan out: cache first, then the calls that are missing, each kept for the next time.
 *
 * Throws what the ports throw, and `account_mismatch`, `source_unsupported`, `credentials_missing`, `process_failed`,
 * `usage` (a minimum life that no session of this plan can have; nothing is asked then).
 */
export async function executePlan(plan: Plan, ports: ExecutePorts, options: ExecuteOptions = {}): Promise<Executed> {
  refuseUnsupported(plan)
  const least = leastTtl(options)
  refuseTooLong(plan, least)
  const deps = { ports, memory: createMemory(ports), flights: options.flights ?? createFlights() }
  const executed = await executeWays(plan, deps, options)
  // What is new cannot be had newer: the seconds that the calls took do not count against it.
  const wanted = executed.fromCache ? least : Math.max(leastTtlSeconds, least - newSessionSlackSeconds)
  refuseTooShort(plan, secondsLeft(executed.session, ports.clock.now()), wanted)
  const session = await checkAccount(plan, executed.session, ports.sts, deps.memory)
  return { session, fromCache: executed.fromCache }
}

async function executeWays(plan: Plan, deps: StepRunnerDeps, options: ExecuteOptions): Promise<Executed> {
  const { steps, direct } = plan
  if (direct === null) return await executeSteps(steps, deps, options)
  const { ports } = deps
  const kept = options.refresh === true ? null : await findSession(plan, ports, options)
  if (kept !== null) return { session: kept.session, fromCache: true }

  const roleArn = direct.find((step) => step.api === 'AssumeRole')?.input.roleArn ?? ''
  const roles = createRoleMemory(deps.memory, ports.clock)
  const isLongEnough = longestLife(steps) > leastTtl(options)
  async function executeFromSession(why: string): Promise<Executed> {
    ports.notify({ level: 'warning', message: `AWS gives role ${roleArn} one hour only: ${why}` })
    return await executeSteps(steps, deps, options)
  }

  if (isLongEnough) {
    const live = await findFresh(steps, indexOf(steps, 'GetSessionToken'), ports, leastTtlSeconds)
    if (live !== null) return await executeFromSession('it is assumed from the MFA session that is there already')
    if (await roles.isDirectRefused(roleArn))
      return await executeFromSession('it takes no MFA code, only an MFA session')
  }
  try {
    return await executeSteps(direct, deps, options)
  } catch (error) {
    const isDenied = error instanceof AwsxError && error.code === 'access_denied'
    // Where a role further on is what AWS refused, the code was taken.
    const isTaken = (await findFresh(direct, indexOf(direct, 'AssumeRole'), ports, leastTtlSeconds)) !== null
    if (!isDenied || !isLongEnough || isTaken) throw error
    // A policy that denies everything but GetSessionToken without MFA does not see the code in AssumeRole.
    const executed = await executeFromSession('AWS refused the MFA code in AssumeRole, so an MFA session is tried')
    await roles.rememberDirectRefused(roleArn)
    return executed
  }
}

async function executeSteps(steps: readonly Step[], deps: StepRunnerDeps, options: ExecuteOptions): Promise<Executed> {
  const runner = createStepRunner(steps, deps)
  const refresh = options.refresh === true
  const session = await runner.resolve(steps.length - 1, { refresh, leastTtl: leastTtl(options) })
  return { session, fromCache: runner.calls() === 0 }
}

/** Where kept sessions are looked for. */
interface KeptSessions {
  readonly sessions: Pick<ExecutePorts['sessions'], 'get'>
  readonly clock: Pick<ExecutePorts['clock'], 'now'>
}

/** The session a plan would hand out without a call; null when there is none with enough life. */
export async function findSession(
  plan: Plan,
  ports: KeptSessions,
  options: ExecuteOptions = {},
): Promise<SessionRecord | null> {
  return await findAmong(sessionKeys(plan), ports, leastTtl(options))
}

/** The cache keys of what a plan could hand out without a call, best first. */
export function sessionKeys({ steps, direct }: Pick<Plan, 'steps' | 'direct'>): readonly string[] {
  return (direct === null ? [steps] : [direct, steps]).flatMap((way) => keysAt(way, way.length - 1))
}

async function findFresh(
  steps: readonly Step[],
  index: number,
  ports: KeptSessions,
  least: number,
): Promise<SessionRecord | null> {
  return await findAmong(keysAt(steps, index), ports, least)
}

async function findAmong(keys: readonly string[], ports: KeptSessions, least: number): Promise<SessionRecord | null> {
  for (const key of keys) {
    const record = await ports.sessions.get(key)
    if (record !== null && secondsLeft(record.session, ports.clock.now()) >= least) return record
  }
  return null
}

/** What a step gives is kept under its own key, or, where a program printed it, under that of the program. */
function keysAt(steps: readonly Step[], index: number): readonly string[] {
  const key = cacheKey(steps, index)
  const own = key === null ? [] : [key]
  return printsCredentials(steps, index) ? [...own, ...keysAt(steps, index - 1)] : own
}

function indexOf(steps: readonly Step[], api: Step['api']): number {
  return steps.findIndex((step) => step.api === api)
}

function leastTtl(options: ExecuteOptions): number {
  return Math.max(leastTtlSeconds, options.minTtlSeconds ?? 0)
}

/** The most seconds that what these steps give can live; what a program prints is not known before. */
function longestLife(steps: readonly Step[]): number {
  const last = steps.at(-1)
  if (last === undefined) return 0
  return 'input' in last && !printsCredentials(steps, steps.length - 1)
    ? last.input.durationSeconds
    : Number.POSITIVE_INFINITY
}

function refuseTooLong(plan: Plan, least: number): void {
  const longest = Math.max(longestLife(plan.steps), longestLife(plan.direct ?? []))
  if (longest > least) return
  const message = `no session of '${plan.profile}' lasts longer than ${formatDuration(longest)}, and ${formatDuration(least)} have to be left`
  throw new AwsxError('usage', message, { hint: 'ask for less with --min-ttl, or for more with --duration' })
}

function refuseTooShort(plan: Plan, left: number, least: number): void {
  if (left >= least) return
  const message = `credentials of '${plan.profile}' last ${formatDuration(left)}, less than the ${formatDuration(least)} asked for`
  throw new AwsxError('process_failed', message, { hint: 'ask for less with --min-ttl' })
}

function refuseUnsupported(plan: Plan): void {
  const step = plan.steps.find((candidate) => 'why' in candidate)
  if (step === undefined) return
  throw new AwsxError('source_unsupported', `profile '${plan.profile}' needs ${step.why}, which awsx cannot do yet`, {
    hint: `awsx explain ${commandWord(plan.profile)} shows where it is configured`,
  })
}
