import type { Plan, Step } from '@awsx/core'
import { jsonOption, sessionOptions, type Command } from '../command.ts'
import { createEngine } from '../engine.ts'
import { describeStep, type StepState } from '../describe-step.ts'
import { formatPlan } from '../format-plan.ts'
import { formatJson } from '../json-text.ts'
import { viewPlan, viewSteps } from '../plan-view.ts'
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
    const look = { sessions: keys === null ? null : engine.vault.store.sessions, clock: engine.clock }
    const view = await viewPlan(plan, look)
    if (options.has('json')) {
      const direct = plan.direct === null ? null : await viewSteps(plan.direct, look)
      io.out(formatJson(toJson(plan, view.states, direct)))
      return 0
    }
    io.out(formatPlan(view, io.paint))
    for (const warning of plan.warnings) io.warn(warning)
    for (const { file, line, message } of engine.awsFiles().graph.warnings) io.warn(`${file}:${line}: ${message}`)
    return 0
  },
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
