import { formatDuration, safe, type Fact, type FactSource, type Plan, type Session, type Step } from '@awsx/core'
import { endpointOf, type StepState } from './describe-step.ts'
import type { Paint } from './io.ts'

/** What the text of a plan is made of. */
export interface PlanView {
  readonly plan: Plan
  readonly states: readonly StepState[]
  readonly locked: boolean
  /** What would be handed out right now; null when calls are needed. */
  readonly ready: Session | null
  readonly now: number
}

/** A plan as a person reads it: one numbered call after the other, with its settings and where they stand. */
export function formatPlan(view: PlanView, paint: Paint): string {
  const { plan, states, now } = view
  const lines = [`${paint.bold(safe(plan.profile))}  ${outlook(view)}`, '']
  plan.steps.forEach((step, index) => {
    const state = states[index] ?? { cachedUntil: null, asks: null }
    lines.push(...formatStep(step, state, `${index + 1}`.padStart(String(plan.steps.length).length), now, paint))
  })
  if (plan.direct !== null) {
    lines.push('', 'While no MFA session is live, the code goes straight into AssumeRole, which then lasts longer:')
    const step = plan.direct.find(({ api }) => api === 'AssumeRole')
    if (step !== undefined) lines.push(...formatFacts(step.facts, '     ', paint))
  }
  lines.push('')
  const { regionFact, expectedAccountId } = plan
  if (regionFact === null)
    lines.push(`region      none  ${paint.dim('(STS is asked in the default region of the partition)')}`)
  else lines.push(`region      ${safe(regionFact.value)}  ${paint.dim(sourceText(regionFact.source))}`)
  if (expectedAccountId !== null) {
    lines.push(`account     ${safe(expectedAccountId.value)} only  ${paint.dim(sourceText(expectedAccountId.source))}`)
  }
  for (const [name, value] of Object.entries(plan.environment)) lines.push(`also sets   ${name}=${safe(value, 200)}`)
  return `${lines.join('\n')}\n`
}

function outlook({ plan, states, locked, ready, now }: PlanView): string {
  const later = plan.steps.find((step) => 'why' in step)
  if (later !== undefined && 'why' in later) return `not possible yet: ${safe(later.why)}`
  if (locked) return 'locked: the vault is not open, so what is cached is not known'
  if (ready !== null) {
    return ready.expiresAt === null
      ? 'ready'
      : `ready for ${formatDuration(Math.floor((ready.expiresAt - now) / 1000))}`
  }
  const asks = states.some((state) => state.asks === 'mfa-code' && state.cachedUntil === null)
  return asks ? 'needs an MFA code' : 'ready to be made, nothing will be asked'
}

function formatStep(step: Step, state: StepState, number: string, now: number, paint: Paint): string[] {
  const head = [paint.bold(step.api), paint.dim(`profile ${safe(step.profile)}`)]
  const endpoint = endpointOf(step)
  if (endpoint !== null) head.push(paint.dim(safe(endpoint, 200)))
  const indent = ' '.repeat(number.length + 2)
  return [
    `${number}  ${head.join('  ')}`,
    ...notes(step, state, now, indent),
    ...formatFacts(step.facts, indent, paint),
  ]
}

function notes(step: Step, { cachedUntil, asks }: StepState, now: number, indent: string): string[] {
  if (typeof cachedUntil === 'number')
    return [`${indent}cached, ${formatDuration(Math.floor((cachedUntil - now) / 1000))} left`]
  if ('why' in step) return [`${indent}not possible yet: ${safe(step.why)}`]
  if (asks === 'mfa-code') return [`${indent}asks for an MFA code`]
  if (asks === 'mfa-process') return [`${indent}runs mfa_process for a code`]
  return step.api === 'CredentialProcess' ? [`${indent}runs ${safe(step.program.argv.join(' '), 200)}`] : []
}

function formatFacts(facts: readonly Fact[], indent: string, paint: Paint): string[] {
  const width = Math.max(0, ...facts.map(({ name }) => name.length))
  return facts.map(
    ({ name, value, source }) =>
      `${indent}${name.padEnd(width)}  ${factValue(name, value)}  ${paint.dim(sourceText(source))}`,
  )
}

/** Seconds as the API takes them, and as a person reads them. */
function factValue(name: string, value: string): string {
  const isSeconds = name.endsWith('duration') || name.endsWith('duration_seconds')
  return isSeconds && /^[0-9]{1,6}$/.test(value) ? `${value} (${formatDuration(Number(value))})` : safe(value, 200)
}

function sourceText(source: FactSource): string {
  switch (source.kind) {
    case 'file':
      return safe(`${source.file}:${source.line}`, 200)
    case 'flag':
      return source.name
    case 'environment':
      return `from ${source.name}`
    case 'setting':
      return `setting ${source.name}`
    case 'vault':
      return 'from the vault'
    case 'default':
      return source.why
  }
}
