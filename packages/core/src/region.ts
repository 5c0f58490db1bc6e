import { AwsxError } from './errors.ts'
import { defaultRegionOf, isRegion, partitionOfRegion } from './partition.ts'
import type { Fact } from './plan.ts'
import { callerVariable, type PlanContext } from './plan-context.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting, invalidSetting, settingFact } from './setting.ts'

/**
 * The region a person or a profile named; null when nobody did.
 *
 * Flag, then `AWS_REGION` and `AWS_DEFAULT_REGION` (unless awsx set them), then the profiles in the order given, then
 * the setting. Throws `config_invalid` or `usage` for a text that is no region.
 */
export function resolveRegion(context: PlanContext, profiles: readonly ProfileSection[]): Fact | null {
  const { flags, settings } = context
  if (flags.region !== undefined) {
    return checked({ name: 'region', value: flags.region, source: { kind: 'flag', name: '--region' } })
  }
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const value = callerVariable(context, name)
    if (value !== null && value !== context.environment['AWSX_REGION']) {
      return checked({ name: 'region', value, source: { kind: 'environment', name } })
    }
  }
  for (const profile of profiles) {
    const region = profileRegion(profile)
    if (region !== null) return region
  }
  if (settings.region === undefined) return null
  return checked({ name: 'region', value: settings.region, source: { kind: 'setting', name: 'region' } })
}

/** The `region` of one profile; null when it has none. Throws `config_invalid`. */
export function profileRegion(profile: ProfileSection): Fact | null {
  const setting = findSetting(profile, 'region')
  if (setting === null) return null
  if (!isRegion(setting.value)) throw invalidSetting(profile, 'region', setting, 'is not a region')
  return settingFact('region', setting)
}

/** The region STS is asked in for `partition`: the one that was named if it lies there, else the partition's default. */
export function stsRegion(partition: string, named: Fact | null): Fact {
  if (named !== null && partitionOfRegion(named.value) === partition) return named
  const why = `the region of partition ${partition}, for STS only`
  return { name: 'region', value: defaultRegionOf(partition), source: { kind: 'default', why } }
}

function checked(fact: Fact): Fact {
  if (isRegion(fact.value)) return fact
  const where = fact.source.kind === 'setting' ? 'the setting region' : 'name' in fact.source ? fact.source.name : ''
  throw new AwsxError('usage', `${where} is not a region: '${fact.value.slice(0, 80)}'`, {
    hint: 'a region looks like eu-central-1',
  })
}
