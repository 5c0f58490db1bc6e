import type { ProfileEnvironment } from './plan.ts'
import { callerVariable, type PlanContext } from './plan-context.ts'
import type { ProfileSection } from './profile-graph.ts'
import { findSetting } from './setting.ts'
import { ignoresEndpointUrls, servicesOf } from './sts-endpoint.ts'

const variables: readonly (readonly [setting: string, variable: string])[] = [
  ['ca_bundle', 'AWS_CA_BUNDLE'],
  ['use_fips_endpoint', 'AWS_USE_FIPS_ENDPOINT'],
  ['use_dualstack_endpoint', 'AWS_USE_DUALSTACK_ENDPOINT'],
  ['sts_regional_endpoints', 'AWS_STS_REGIONAL_ENDPOINTS'],
  ['retry_mode', 'AWS_RETRY_MODE'],
  ['max_attempts', 'AWS_MAX_ATTEMPTS'],
]

/**
 * What else a profile says to the programs that use it, as the variables the SDKs read.
 *
 * Credentials in the environment hide the profile from the SDK, so its other settings have to travel beside them;
 * what the caller's environment says wins over the profile, as in the SDKs. `[services]` endpoints become
 * `AWS_ENDPOINT_URL_<SERVICE>`. Throws `config_invalid` for a `services` section that is missing.
 */
export function profileEnvironment(context: PlanContext, profile: ProfileSection): ProfileEnvironment {
  const environment: Record<string, string> = {}
  function say(variable: string, value: string | undefined): void {
    const missing = value === undefined || value === ''
    if (!missing && callerVariable(context, variable) === null) environment[variable] = value
  }
  for (const [setting, variable] of variables) say(variable, findSetting(profile, setting)?.value)
  if (ignoresEndpointUrls(context, profile)) return environment
  // A general URL of the caller ranks before every URL of the file.
  if (callerVariable(context, 'AWS_ENDPOINT_URL') !== null) return environment
  say('AWS_ENDPOINT_URL', findSetting(profile, 'endpoint_url')?.value)
  for (const [service, setting] of servicesOf(context, profile)?.settings ?? []) {
    const suffix = service.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')
    say(`AWS_ENDPOINT_URL_${suffix}`, setting.nested?.get('endpoint_url')?.value)
  }
  return environment
}
