import { cacheKey, findSession, isCacheable, type Plan, type Step } from '@awsx/core'
import { jsonOption, sessionOptions, type Command } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'
import { describeStep, type StepState } from '../describe-step.ts'
import { formatPlan } from '../format-plan.ts'
import { formatJson } from '../json-text.ts'
import { resolveProfileName } from '../profile-name.ts'
import { readSessionRequest } from '../session-request.ts'

/** `awsx explain PROFILE`: the plan; nothing is asked, sent or run. */
export const explain: Command = {
  spec: {
    name: 'explain',
    summary: 'how a profile gets its credentials: every call, setting, file and line',
    usage: '[PROFILE]',
    argument: 'profile',
    options: [jsonOption, ...sessionOptions.filter(({ name }) => name !== 'mfa-code' && name !== 'refresh')],
    examples: ['awsx explain web-admin', 'awsx explain web-admin --json'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const engine = createEngine(invocation, { readsAgent: true })
    const keys = await engine.vault.keysIfUnlocked()
    const plan = engine.plan(
      await resolveProfileName(engine, positionals[0], { mayUnlock: false }),
      readSessionRequest(options).flags,
      keys,
    )
    const states = await readStates(engine, plan.steps, keys === null)
    const ready =
      keys === null ? null : await findSession(plan, { sessions: engine.vault.store.sessions, clock: engine.clock })
    const direct = plan.direct === null ? null : await readStates(engine, plan.direct, keys === null)
    if (options.has('json')) {
      io.out(formatJson(toJson(plan, states, direct)))
      return 0
    }
    io.out(
      formatPlan(
        { plan, states, locked: keys === null, ready: ready?.session ?? null, now: engine.clock.now() },
        io.paint,
      ),
    )
    for (const warning of plan.warnings) io.warn(warning)
    for (const { file, line, message } of engine.awsFiles().graph.warnings) io.warn(`${file}:${line}: ${message}`)
    return 0
  },
}

async function readStates(engine: Engine, steps: readonly Step[], locked: boolean): Promise<StepState[]> {
  const { sessions } = engine.vault.store
  return await Promise.all(
    steps.map(async (step, index): Promise<StepState> => {
      const asks = 'mfa' in step && step.mfa !== null ? (step.mfa.process === null ? 'mfa-code' : 'mfa-process') : null
      if (!isCacheable(step)) return { cachedUntil: null, asks }
      if (locked) return { cachedUntil: 'locked', asks }
      const key = cacheKey(steps, index)
      const record = key === null ? null : await sessions.get(key)
      const until = record?.session.expiresAt ?? null
      return { cachedUntil: until !== null && until > engine.clock.now() ? until : null, asks }
    }),
  )
}

function toJson(plan: Plan, states: readonly StepState[], direct: readonly StepState[] | null): unknown {
  const describe = (steps: readonly Step[], state: readonly StepState[]): unknown =>
    steps.map((step, index) => describeStep(step, state[index] ?? { cachedUntil: null, asks: null }))
  return {
    profile: plan.profile,
    steps: describe(plan.steps, states),
    direct: plan.direct === null || direct === null ? null : describe(plan.direct, direct),
    region: plan.region,
    regionFrom: plan.regionFact?.source ?? null,
    environment: plan.environment,
    accountId: plan.expectedAccountId?.value ?? null,
    locked: plan.needsVault,
    warnings: plan.warnings,
  }
}
