import { checkEndpointUrl } from './endpoint-url.ts'
import type { Fact, StsEndpoint } from './plan.ts'
import { callerVariable, type PlanContext } from './plan-context.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting, invalidSetting, settingFact, settingInteger, settingWord } from './setting.ts'

/** An endpoint with the settings that made it. */
export interface ResolvedEndpoint {
  readonly endpoint: StsEndpoint
  readonly facts: readonly Fact[]
}

/**
 * How STS is reached for a profile in `region`.
 *
 * The environment wins over the profile, a setting for STS over one for all services, as the SDKs do it
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html). Throws `config_invalid` for plain http
 * to anything but loopback.
 */
export function resolveStsEndpoint(context: PlanContext, profile: ProfileSection, region: string): ResolvedEndpoint {
  const facts: Fact[] = []
  function pick(name: string, variable: string): string | null {
    const fact = valueOf(context, profile, name, variable)
    if (fact !== null) facts.push(fact)
    return fact?.value.toLowerCase() ?? null
  }
  const url = resolveUrl(context, profile)
  if (url !== null) {
    facts.push(url)
    checkEndpointUrl(url)
  }
  checkWords(profile)
  const caBundle = valueOf(context, profile, 'ca_bundle', 'AWS_CA_BUNDLE')
  if (caBundle !== null) facts.push(caBundle)
  const endpoint = {
    region,
    url: url?.value ?? null,
    legacy: pick('sts_regional_endpoints', 'AWS_STS_REGIONAL_ENDPOINTS') === 'legacy',
    useFips: pick('use_fips_endpoint', 'AWS_USE_FIPS_ENDPOINT') === 'true',
    useDualstack: pick('use_dualstack_endpoint', 'AWS_USE_DUALSTACK_ENDPOINT') === 'true',
    caBundle: caBundle?.value ?? null,
    retryMode: pick('retry_mode', 'AWS_RETRY_MODE'),
    maxAttempts: attempts(pick('max_attempts', 'AWS_MAX_ATTEMPTS')),
  }
  return { endpoint, facts }
}

/** Whether `ignore_configured_endpoint_urls` is on for a profile. */
export function ignoresEndpointUrls(context: PlanContext, profile: ProfileSection): boolean {
  const fact = valueOf(context, profile, 'ignore_configured_endpoint_urls', 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS')
  return fact?.value.toLowerCase() === 'true'
}

/** The `[services]` section a profile names; null without one. Throws `config_invalid` where it is missing. */
export function servicesOf(context: PlanContext, profile: ProfileSection): ProfileSection | null {
  const setting = findSetting(profile, 'services')
  if (setting === null) return null
  const section = context.graph.services.get(setting.value)
  if (section === undefined) throw invalidSetting(profile, 'services', setting, 'names a section that does not exist')
  return section
}

function valueOf(context: PlanContext, profile: ProfileSection, name: string, variable: string): Fact | null {
  const value = callerVariable(context, variable)
  if (value !== null) return { name, value, source: { kind: 'environment', name: variable } }
  const setting = findSetting(profile, name)
  return setting === null ? null : settingFact(name, setting)
}

function resolveUrl(context: PlanContext, profile: ProfileSection): Fact | null {
  if (ignoresEndpointUrls(context, profile)) return null
  for (const variable of ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL']) {
    const value = callerVariable(context, variable)
    if (value !== null) return { name: 'endpoint_url', value, source: { kind: 'environment', name: variable } }
  }
  const forSts = servicesOf(context, profile)?.settings.get('sts')?.nested?.get('endpoint_url')
  if (forSts !== undefined && forSts.value !== '') return settingFact('endpoint_url', forSts)
  const general = findSetting(profile, 'endpoint_url')
  return general === null ? null : settingFact('endpoint_url', general)
}

/** A wrong word in the file is an error with its line; in the environment it is ignored, as the SDKs do. */
function checkWords(profile: ProfileSection): void {
  settingWord(profile, 'use_fips_endpoint', ['true', 'false'])
  settingWord(profile, 'use_dualstack_endpoint', ['true', 'false'])
  settingWord(profile, 'sts_regional_endpoints', ['legacy', 'regional'])
  settingWord(profile, 'retry_mode', ['legacy', 'standard', 'adaptive'])
  settingInteger(profile, 'max_attempts', 1, 100)
}

function attempts(text: string | null): number | null {
  const number = text !== null && /^[0-9]{1,3}$/.test(text) ? Number(text) : 0
  return number >= 1 && number <= 100 ? number : null
}
