import {
  AwsxError,
  cacheKey,
  formatDuration,
  leastTtlSeconds,
  parseIamArn,
  secondsLeft,
  sessionKeys,
  type Plan,
  type ProfileClass,
  type SessionRecord,
  type Step,
} from '@awsx/core'
import type { PreviewStep, RowPreview, RowState } from '@awsx/tui'

/** What a row is judged by. */
export interface RowView {
  /** Or why there is none. */
  readonly plan: Plan | AwsxError
  /** False for a moment: the vault, or the agent, has not answered yet. */
  readonly isKnown: boolean
  readonly isLocked: boolean
  /** By cache key; nothing while the vault is locked. */
  readonly records: ReadonlyMap<string, SessionRecord>
  readonly profileClass: ProfileClass | null
  /** ms since the epoch. */
  readonly now: number
}

/** What stands between a person and the credentials of a row. */
export function rowState(view: RowView): RowState {
  const { plan, isKnown, isLocked } = view
  if (plan instanceof AwsxError) return { kind: 'broken' }
  const later = plan.steps.find((step) => 'why' in step)
  // What credential_source names is no sign-in, and nothing a person could do here.
  if (later !== undefined) return { kind: later.api === 'CredentialSource' ? 'broken' : 'needs-sign-in' }
  const ready = readySession(view, plan)
  if (ready !== null) return { kind: 'ready', expiresAt: ready.session.expiresAt }
  if (hasPlainKeys(plan)) return { kind: 'plain-keys' }
  if (!isKnown && plan.needsVault) return { kind: 'needs-nothing' }
  if (isLocked && plan.needsVault) return { kind: 'locked' }
  return { kind: codeStep(view, plan) === null ? 'needs-nothing' : 'needs-mfa' }
}

/** The plan of a row, as far as it is known. */
export function rowPreview(view: RowView): RowPreview {
  const { plan, profileClass } = view
  if (plan instanceof AwsxError) {
    return { steps: [], asks: [], notes: [plan.message, ...(plan.hint === null ? [] : [plan.hint])] }
  }
  const later = plan.steps.flatMap((step) => ('why' in step ? [`not possible yet: ${step.why}`] : []))
  return {
    steps: plan.steps.map((step, index) => previewStep(step, keptUntil(view, plan.steps, index))),
    asks: later.length > 0 ? [] : asksOf(view, plan),
    notes: [...later, ...classNotes(profileClass), ...plan.warnings],
  }
}

function readySession({ records, now }: RowView, plan: Plan): SessionRecord | null {
  for (const key of sessionKeys(plan)) {
    const record = records.get(key)
    if (record !== undefined && secondsLeft(record.session, now) >= leastTtlSeconds) return record
  }
  return null
}

/** Keys of the profile itself, not of one that it comes from: that one has a row of its own. */
function hasPlainKeys({ profile, steps }: Plan): boolean {
  const [base] = steps
  return base?.api === 'StaticKeys' && base.sessionToken === null && base.profile === profile
}

function keptUntil({ records, now }: RowView, steps: readonly Step[], index: number): number | null {
  const key = cacheKey(steps, index)
  const until = (key === null ? undefined : records.get(key))?.session.expiresAt ?? null
  return until !== null && until - now >= leastTtlSeconds * 1000 ? until : null
}

/** The first step that a person is asked a code for; null where none is. */
function codeStep(view: RowView, { steps }: Plan): Step | null {
  const from = steps.findLastIndex((_step, index) => keptUntil(view, steps, index) !== null) + 1
  return steps.slice(from).find((step) => 'mfa' in step && step.mfa !== null && step.mfa.process === null) ?? null
}

function asksOf(view: RowView, plan: Plan): string[] {
  const asks: string[] = []
  if (view.profileClass?.confirm === true) asks.push(`a yes (class ${view.profileClass.pattern})`)
  if (readySession(view, plan) !== null || (!view.isKnown && plan.needsVault)) return asks
  const locked = view.isLocked && plan.needsVault
  if (locked) asks.push('passphrase')
  const step = codeStep(view, plan)
  if (step !== null && 'mfa' in step && step.mfa !== null) {
    asks.push(`${locked ? 'perhaps the ' : ''}MFA code of ${deviceName(step.mfa.serialNumber)}`)
  }
  return asks
}

function deviceName(serialNumber: string): string {
  return parseIamArn(serialNumber)?.name ?? serialNumber
}

function previewStep(step: Step, cachedUntil: number | null): PreviewStep {
  return { label: labelOf(step), cachedUntil }
}

function labelOf(step: Step): string {
  switch (step.api) {
    case 'StoredKeys':
      return step.profile
    case 'StaticKeys':
      return `${step.profile} (keys in clear)`
    case 'CredentialProcess':
      return `program of ${step.profile}`
    case 'GetSessionToken':
      return step.mfa === null ? 'session' : 'MFA'
    case 'AssumeRole':
    case 'AssumeRoleWithWebIdentity': {
      const arn = parseIamArn(step.input.roleArn)
      return arn === null ? step.input.roleArn : `${arn.name} @ ${arn.accountId}`
    }
    default:
      return step.profile
  }
}

function classNotes(profileClass: ProfileClass | null): string[] {
  if (profileClass === null) return []
  const { pattern, readOnly, maxDurationSeconds } = profileClass
  const limits = [
    ...(readOnly ? ['read-only'] : []),
    ...(maxDurationSeconds === null ? [] : [`at most ${formatDuration(maxDurationSeconds)}`]),
  ]
  return limits.length === 0 ? [] : [`class ${pattern}: ${limits.join(', ')}`]
}
