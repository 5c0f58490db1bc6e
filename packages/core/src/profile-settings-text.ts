import type { ProfileSection, ProfileSetting } from './profile-graph.ts'

/** What a profile may say about anything but where its credentials come from. */
const harmless: ReadonlySet<string> = new Set([
  'account_id_endpoint_mode',
  'api_versions',
  'auth_scheme_preference',
  'ca_bundle',
  'defaults_mode',
  'disable_request_compression',
  'endpoint_discovery_enabled',
  'endpoint_url',
  'ignore_configured_endpoint_urls',
  'max_attempts',
  'output',
  'parameter_validation',
  'region',
  'request_checksum_calculation',
  'request_min_compression_size_bytes',
  'response_checksum_validation',
  'retry_mode',
  's3',
  's3_disable_express_session_auth',
  's3_disable_multiregion_access_points',
  's3_us_east_1_regional_endpoint',
  's3_use_arn_region',
  'sdk_ua_app_id',
  'services',
  'sigv4a_signing_region_set',
  'sts_regional_endpoints',
  'tcp_keepalive',
  'use_dualstack_endpoint',
  'use_fips_endpoint',
])

/**
 * A config file whose `[default]` has the settings of `profile` and nothing that gives credentials.
 *
 * What may stay is a list, not what has to go: a source that SDKs learn tomorrow must not win over the endpoint. `region`
 * replaces the profile's; `services` is the section the profile names.
 */
export function formatProfileSettings(
  profile: ProfileSection | null,
  services: ProfileSection | null,
  region: string | null,
): string {
  const lines = ['[default]']
  if (region !== null) lines.push(`region = ${region}`)
  for (const [key, setting] of profile?.settings ?? []) {
    const isKept = harmless.has(key) || key.startsWith('cli_')
    if (!isKept || (key === 'region' && region !== null) || (key === 'services' && services === null)) continue
    lines.push(...formatSetting(key, setting))
  }
  if (services !== null) {
    lines.push('', `[services ${services.name}]`)
    for (const [key, setting] of services.settings) lines.push(...formatSetting(key, setting))
  }
  return lines.map((line) => `${line}\n`).join('')
}

function formatSetting(key: string, { value, nested }: ProfileSetting): string[] {
  if (nested === null) return isLine(key) && isLine(value) ? [`${key} = ${value}`] : []
  const children = [...nested].filter(([name, child]) => isLine(name) && isLine(child.value) && child.nested === null)
  return children.length === 0 ? [] : [`${key} =`, ...children.map(([name, child]) => `  ${name} = ${child.value}`)]
}

function isLine(text: string): boolean {
  return text !== '' && text.isWellFormed() && !/\p{Cc}/u.test(text)
}
