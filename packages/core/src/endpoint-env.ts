import type { Env, EnvChange } from './env-change.ts'
import { checkEnvValue } from './env-value.ts'
import { clearSessionEnv, type SessionEnvInput } from './session-env.ts'

/** How a program finds a container-credentials endpoint. */
export interface EndpointPlace {
  readonly url: string
  /** The file that holds the token, or the token itself for SDKs that read no file. */
  readonly token: { readonly kind: 'file'; readonly path: string } | { readonly kind: 'text'; readonly text: string }
}

/** The two AWS files that a program behind an endpoint reads instead of the user's. */
export interface StandInFiles {
  readonly config: string
  readonly credentials: string
}

/** The variables that name the endpoint itself. */
export function endpointVariables({ url, token }: EndpointPlace): ReadonlyMap<string, string> {
  return new Map([
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI', url],
    token.kind === 'file'
      ? ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', token.path]
      : ['AWS_CONTAINER_AUTHORIZATION_TOKEN', token.text],
  ])
}

/**
 * The change that lets a child get its credentials from an endpoint, and from nowhere else (DESIGN section 4,
 * "Environment that awsx sets").
 *
 * SDKs look into `[default]` before they ask an endpoint: the files they read are replaced. There is no
 * `AWSX_EXPIRES_AT`, because the session is renewed. Throws `config_invalid` for a value its variable cannot have.
 */
export function toEndpointEnvChange(
  input: SessionEnvInput,
  place: EndpointPlace,
  files: StandInFiles,
  env: Env,
): EnvChange {
  const { session, profile, roleName, region, environment, compatLabel } = input
  const settings = Object.entries(environment)
  const said: readonly (readonly [string, string | null])[] = [
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    ...settings,
    ['AWSX_PROFILE', profile],
    ['AWSX_ROLE', roleName],
    ['AWSX_ACCOUNT_ID', session.accountId],
    ['AWSX_REGION', input.regionIsCallers === true ? null : region],
    ['AWSX_SETTINGS', settings.length === 0 ? null : settings.map(([name]) => name).join(' ')],
    ['AWSUME_PROFILE', compatLabel === 'awsume' ? profile : null],
  ]
  const set = new Map(endpointVariables(place))
  set.set('AWS_CONFIG_FILE', files.config)
  set.set('AWS_SHARED_CREDENTIALS_FILE', files.credentials)
  for (const [name, value] of said) {
    if (value === null) continue
    checkEnvValue(profile, name, value)
    set.set(name, value)
  }
  // botocore looks into this file of the old EC2 tools, too, before it asks an endpoint.
  const unset = [...clearSessionEnv(env).unset, 'AWS_CREDENTIAL_FILE']
  return { unset: unset.filter((name) => !set.has(name)), set }
}
