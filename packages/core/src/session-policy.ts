import { readOnlySource } from './class-limits.ts'
import type { Fact } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting, invalidSetting, settingFact } from './setting.ts'

/** What limits a session to less than its role may do, and the settings that say so. */
export interface SessionPolicy {
  /** A policy document (JSON). */
  readonly policy: string | null
  readonly policyArns: readonly string[]
  readonly facts: readonly Fact[]
}

const policyArn = /^arn:[a-z-]{3,20}:iam::(?:aws|[0-9]{12}):policy\/[\x21-\x7e]{1,512}$/

/** The policies of a profile: `awsx_policy` and `awsx_policy_arns`. Throws `config_invalid` for what AWS would refuse. */
export function profilePolicy(profile: ProfileSection): SessionPolicy {
  const facts: Fact[] = []
  const policy = findSetting(profile, 'awsx_policy')
  if (policy !== null) {
    // What AWS packs it into is AWS's secret; 2,048 characters is the documented limit.
    if (policy.value.length > 2048)
      throw invalidSetting(profile, 'awsx_policy', policy, 'is longer than 2,048 characters')
    if (!isJsonObject(policy.value)) throw invalidSetting(profile, 'awsx_policy', policy, 'is no JSON object')
    facts.push(settingFact('awsx_policy', policy))
  }
  const list = findSetting(profile, 'awsx_policy_arns')
  const policyArns = list?.value.split(',').map((arn) => arn.trim()) ?? []
  if (list !== null) {
    if (policyArns.length > 10 || !policyArns.every((arn) => policyArn.test(arn))) {
      throw invalidSetting(profile, 'awsx_policy_arns', list, 'is not a list of at most 10 policy ARNs')
    }
    facts.push(settingFact('awsx_policy_arns', list))
  }
  return { policy: policy?.value ?? null, policyArns, facts }
}

/** The same with AWS's ReadOnlyAccess where the flag or the class asks for it; `partition` is that of the role. */
export function limitToReading(given: SessionPolicy, context: PlanContext, partition: string): SessionPolicy {
  const source = readOnlySource(context)
  if (source === null) return given
  const value = `arn:${partition}:iam::aws:policy/ReadOnlyAccess`
  const fact: Fact = { name: 'policy_arn', value, source }
  return { ...given, policyArns: [...new Set([...given.policyArns, value])], facts: [...given.facts, fact] }
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
