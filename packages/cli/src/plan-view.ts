import { cacheKey, findSession, isCacheable, type Clock, type Plan, type SessionStore, type Step } from '@awsx/core'
import type { StepState } from './describe-step.ts'
import type { PlanView } from './format-plan.ts'

/** Where the sessions of a plan are looked for. */
export interface PlanLook {
  /** Null: the vault is locked. */
  readonly sessions: Pick<SessionStore, 'get'> | null
  readonly clock: Pick<Clock, 'now'>
}

/** A plan with what is kept of it; nothing is asked. */
export async function viewPlan(plan: Plan, { sessions, clock }: PlanLook): Promise<PlanView> {
  const ready = sessions === null ? null : await findSession(plan, { sessions, clock })
  return {
    plan,
    states: await viewSteps(plan.steps, { sessions, clock }),
    locked: sessions === null,
    ready: ready?.session ?? null,
    now: clock.now(),
  }
}

/** What is kept of each step, and what it would ask. */
export async function viewSteps(steps: readonly Step[], { sessions, clock }: PlanLook): Promise<StepState[]> {
  return await Promise.all(
    steps.map(async (step, index): Promise<StepState> => {
      const asks = 'mfa' in step && step.mfa !== null ? (step.mfa.process === null ? 'mfa-code' : 'mfa-process') : null
      if (!isCacheable(step)) return { cachedUntil: null, asks }
      if (sessions === null) return { cachedUntil: 'locked', asks }
      const key = cacheKey(steps, index)
      const record = key === null ? null : await sessions.get(key)
      const until = record?.session.expiresAt ?? null
      return { cachedUntil: until !== null && until > clock.now() ? until : null, asks }
    }),
  )
}
