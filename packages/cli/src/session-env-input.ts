import { parseIamArn, type Plan, type Session, type SessionEnvInput } from '@awsx/core'
import type { Settings } from './settings.ts'

/** What goes into an environment for a plan that was carried out. */
export function sessionEnvInput(plan: Plan, session: Session, settings: Settings): SessionEnvInput {
  const last = plan.steps.at(-1)
  const roleArn = last !== undefined && 'input' in last && 'roleArn' in last.input ? last.input.roleArn : null
  return {
    session,
    profile: plan.profile,
    roleName: parseIamArn(roleArn ?? '')?.name ?? null,
    region: plan.region,
    regionIsCallers: plan.regionFact?.source.kind === 'environment',
    environment: plan.environment,
    compatLabel: settings.compatLabel,
  }
}
