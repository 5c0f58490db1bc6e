import type { AssumeRoleStep, Fact, Step } from './plan.ts'
import type { ProfileSection } from './profile-graph.ts'
import { chainedRoleSeconds } from './role-request.ts'
import { planGetSessionToken, type KeyContext } from './session-step.ts'
import { findSetting, settingFact, settingWord } from './setting.ts'

/** How the roles of a plan are reached from where its credentials start. */
export interface Ways {
  readonly steps: readonly Step[]
  /** `Plan.direct`. */
  readonly direct: readonly Step[] | null
  readonly warnings: readonly string[]
}

/** The way from credentials that are temporary already. */
export function waysFromSession(base: Step, roles: readonly AssumeRoleStep[]): Ways {
  const capped = capRoles(roles)
  return { steps: [base, ...capped.steps], direct: null, warnings: capped.warnings }
}

/**
 * The ways from long-term keys: through an MFA session, or with the code in the first AssumeRole.
 *
 * A program may also print temporary credentials; then GetSessionToken is left out when the plan is carried out.
 * `profiles` go from the one asked for down to that of the keys. Throws `config_invalid`, `usage`.
 */
export function waysFromKeys(
  keys: KeyContext,
  profiles: readonly ProfileSection[],
  base: Step,
  roles: readonly AssumeRoleStep[],
): Ways {
  const { context, mfa } = keys
  const noSession = context.flags.noSession === true || settingWord(keys.base, 'awsx_session', ['none']) === 'none'
  const [first, ...rest] = roles
  if (first === undefined) {
    const session = noSession ? [] : [planSessionStep(keys, base, context.flags.durationSeconds ?? null)]
    return { steps: [base, ...session], direct: null, warnings: [] }
  }
  const chained = capRoles(rest)
  // Without MFA a session would only cost a call and cap the role at one hour.
  if (mfa === null) return { steps: [base, first, ...chained.steps], direct: null, warnings: chained.warnings }
  const wish = wishedWay(profiles)
  const withCode: AssumeRoleStep = {
    ...first,
    facts: [...first.facts, ...mfa.facts, ...wish.facts],
    input: { ...first.input, serialNumber: mfa.source.serialNumber },
    mfa: mfa.source,
  }
  const direct = [base, withCode, ...chained.steps]
  if (noSession || wish.way === 'direct') return { steps: direct, direct: null, warnings: chained.warnings }
  const capped = capRoles([{ ...first, facts: [...first.facts, ...wish.facts] }])
  const steps = [base, planSessionStep(keys, base, null), ...capped.steps, ...chained.steps]
  const isOpen = wish.way === null && base.api !== 'CredentialProcess' && capped.warnings.length > 0
  // Which way it goes shows when it is carried out: only then is it known whether the role is capped.
  if (isOpen) return { steps, direct, warnings: chained.warnings }
  return { steps, direct: null, warnings: [...capped.warnings, ...chained.warnings] }
}

function planSessionStep(keys: KeyContext, base: Step, asked: number | null): Step {
  const step = planGetSessionToken(keys, asked)
  if (base.api !== 'CredentialProcess') return step
  const value = 'where the program prints long-term keys'
  return {
    ...step,
    facts: [...step.facts, { name: 'only', value, source: { kind: 'default', why: 'AWS allows no other' } }],
  }
}

function wishedWay(profiles: readonly ProfileSection[]): { way: 'direct' | 'session' | null; facts: readonly Fact[] } {
  for (const profile of profiles) {
    const way = settingWord(profile, 'awsx_mfa', ['direct', 'session'])
    const setting = findSetting(profile, 'awsx_mfa')
    if (way !== null && setting !== null) return { way, facts: [settingFact('awsx_mfa', setting)] }
  }
  return { way: null, facts: [] }
}

/** Roles assumed from temporary credentials last an hour at most. */
function capRoles(roles: readonly AssumeRoleStep[]): { steps: readonly AssumeRoleStep[]; warnings: readonly string[] } {
  const warnings: string[] = []
  const steps = roles.map((step) => {
    const asked = step.input.durationSeconds
    if (asked <= chainedRoleSeconds) return step
    warnings.push(
      `AWS gives role ${step.input.roleArn} one hour, not ${asked}s: it is assumed from temporary credentials`,
    )
    const facts = step.facts.map((fact) =>
      fact.name === 'duration_seconds' ? { ...fact, value: `${chainedRoleSeconds} (asked for ${asked})` } : fact,
    )
    return { ...step, facts, input: { ...step.input, durationSeconds: chainedRoleSeconds } }
  })
  return { steps, warnings }
}
