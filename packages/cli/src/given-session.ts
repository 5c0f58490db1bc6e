import { parseIamArn, type Plan, type Session, type SessionEnvInput } from '@awsx/core'
import type { GivenSession } from '@awsx/agent'
import type { Settings } from './settings.ts'

/** What a plan that was carried out gives to whoever asked, here or through the agent. */
export function givenSession(plan: Plan, session: Session): GivenSession {
  const last = plan.steps.at(-1)
  const roleArn = last !== undefined && 'input' in last && 'roleArn' in last.input ? last.input.roleArn : null
  return {
    profile: plan.profile,
    session,
    roleName: parseIamArn(roleArn ?? '')?.name ?? null,
    region: plan.region,
    regionIsCallers: plan.regionFact?.source.kind === 'environment',
    environment: plan.environment,
  }
}

/** What goes into an environment for it. */
export function sessionEnvInput(given: GivenSession, { compatLabel }: Pick<Settings, 'compatLabel'>): SessionEnvInput {
  return { ...given, compatLabel }
}
