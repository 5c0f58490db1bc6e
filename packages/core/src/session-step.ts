import { partitionOfArn } from './arn.ts'
import { capDuration } from './class-limits.ts'
import { AwsxError } from './errors.ts'
import type { ResolvedMfa } from './mfa-settings.ts'
import { partitionOfRegion } from './partition.ts'
import type { Fact, GetSessionTokenStep } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import type { StoredKey } from './ports.ts'
import type { ProfileSection } from './profile-graph.ts'
import { profileRegion, stsRegion } from './region.ts'
import { findSetting, settingFact, settingInteger } from './setting.ts'
import { resolveStsEndpoint } from './sts-endpoint.ts'

/** The long-term keys a chain starts from, and what is known of them. */
export interface KeyContext {
  readonly context: PlanContext
  /** The profile the keys belong to. */
  readonly base: ProfileSection
  /** Null for keys that are not in the vault. */
  readonly key: StoredKey | null
  readonly mfa: ResolvedMfa | null
  /** The ARN of the first role that is assumed with them; null without one. */
  readonly roleArn: string | null
  /** The region the person or the profiles named: it tells the partition where nothing else does. */
  readonly region: Fact | null
}

const leastSeconds = 900
const mostSeconds = 129_600

/**
 * The GetSessionToken call on long-term keys.
 *
 * Its region is that of the keys, never the role's, so that roles of all regions share the session. `asked` is the
 * `--duration` of a profile without role, null for its own. Throws `config_invalid`, `usage`.
 */
export function planGetSessionToken(keys: KeyContext, asked: number | null): GetSessionTokenStep {
  const { context, base, mfa, roleArn } = keys
  const region = keyRegion(keys)
  const { endpoint, facts } = resolveStsEndpoint(context, base, region.value)
  const wanted = sessionDuration(keys, asked)
  // Under a role it is not what is handed out.
  const duration = roleArn === null ? capDuration(context, wanted) : wanted
  const serialNumber = mfa?.source.serialNumber ?? null
  return {
    api: 'GetSessionToken',
    profile: base.name,
    facts: [...(mfa?.facts ?? []), duration, region, ...facts],
    input: { endpoint, durationSeconds: Number(duration.value), serialNumber },
    mfa: mfa?.source ?? null,
  }
}

/** The region STS is asked in for calls with the keys themselves. */
export function keyRegion({ base, key, mfa, roleArn, region }: KeyContext): Fact {
  const stored: Fact | null =
    key === null || key.region === null ? null : { name: 'region', value: key.region, source: { kind: 'vault' } }
  const own = profileRegion(base) ?? stored
  const partition =
    partitionOfArn(key?.arn) ??
    partitionOfArn(mfa?.source.serialNumber) ??
    partitionOfArn(roleArn) ??
    partitionOfRegion((own ?? region)?.value ?? '')
  return stsRegion(partition, own)
}

function sessionDuration({ context, base, key }: KeyContext, asked: number | null): Fact {
  const name = 'session_duration'
  if (asked !== null) {
    if (asked < leastSeconds || asked > mostSeconds) {
      throw new AwsxError('usage', `--duration has to be from 15m to 36h for a session, not ${asked}s`)
    }
    return { name, value: String(asked), source: { kind: 'flag', name: '--duration' } }
  }
  const seconds = settingInteger(base, 'awsx_session_duration', leastSeconds, mostSeconds)
  const setting = findSetting(base, 'awsx_session_duration')
  if (seconds !== null && setting !== null) return settingFact(name, setting, String(seconds))
  if (key?.arn?.endsWith(':root') === true) {
    return { name, value: '3600', source: { kind: 'default', why: 'AWS gives the root user no more' } }
  }
  const chosen = context.settings.sessionDurationSeconds
  if (chosen === undefined)
    return { name, value: '43200', source: { kind: 'default', why: 'one code for a working day' } }
  if (chosen >= leastSeconds && chosen <= mostSeconds) {
    return { name, value: String(chosen), source: { kind: 'setting', name: 'sessionDuration' } }
  }
  throw new AwsxError('config_invalid', `the setting sessionDuration is not from 15m to 36h: ${chosen}s`, {
    hint: 'awsx settings set sessionDuration 12h',
  })
}
