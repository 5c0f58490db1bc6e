import type { Session } from './credentials.ts'
import type { Env, EnvChange } from './env-change.ts'
import { checkEnvValue, isProfileVariable } from './env-value.ts'
import { formatInstant } from './iso-time.ts'
import type { ProfileEnvironment } from './plan.ts'

/** What goes into an environment beside the credentials. */
export interface SessionEnvInput {
  readonly session: Session
  readonly profile: string
  /** The name of the assumed role; null without one. */
  readonly roleName: string | null
  readonly region: string | null
  /** True where the region is one the caller had set: then awsx only keeps it, and `AWSX_REGION` stays away. */
  readonly regionIsCallers?: boolean
  /** `Plan.environment`. */
  readonly environment: ProfileEnvironment
  /** `awsume` also sets `AWSUME_PROFILE`, which prompts of other makers show. */
  readonly compatLabel: 'awsume' | 'none'
}

const clearedNames: readonly string[] = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'EC2_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SESSION_EXPIRATION',
  'AWS_ACCOUNT_ID',
  'AWS_CREDENTIAL_SCOPE',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_VAULT',
  'AWSU_PROFILE',
  'SAML2AWS_PROFILE',
  'AWSX_PROFILE',
  'AWSX_ROLE',
  'AWSX_ACCOUNT_ID',
  'AWSX_REGION',
  'AWSX_EXPIRES_AT',
  'AWSX_SETTINGS',
]

const clearedPrefixes: readonly string[] = ['AWSUME_', 'AWS_SSO_', 'GRANTED_']

/**
 * Takes out of `env` all that says which AWS credentials are used, and what awsx itself set there before.
 *
 * The fixed names are always listed, so that the text for a shell is the same everywhere; names behind a wildcard
 * (`AWSUME_*`), the region and a profile's settings only where `env` has them from awsx or another tool.
 */
export function clearSessionEnv(env: Env): EnvChange {
  const ours = new Set((env['AWSX_SETTINGS'] ?? '').split(' ').filter(isProfileVariable))
  const region = env['AWSX_REGION']
  const found = Object.keys(env).filter(
    (name) =>
      clearedPrefixes.some((prefix) => name.startsWith(prefix)) ||
      ours.has(name) ||
      // A region that has changed since is the user's.
      ((name === 'AWS_REGION' || name === 'AWS_DEFAULT_REGION') && region !== undefined && env[name] === region),
  )
  return { unset: [...clearedNames, ...found], set: new Map() }
}

/**
 * The change that gives `env` the credentials of a session, and nothing of those it had (DESIGN section 4,
 * "Environment that awsx sets").
 *
 * `AWSX_SETTINGS` names what the profile's settings brought, so that the next change takes it away again. Throws
 * `response_invalid` or `config_invalid` for a value its variable cannot have.
 */
export function toEnvChange(input: SessionEnvInput, env: Env): EnvChange {
  const { session, profile, roleName, region, environment, compatLabel } = input
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials
  const expiration = session.expiresAt === null ? null : formatInstant(session.expiresAt)
  const settings = Object.entries(environment)
  const wanted: readonly (readonly [string, string | null])[] = [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey.reveal()],
    ['AWS_SESSION_TOKEN', sessionToken?.reveal() ?? null],
    ['AWS_REGION', region],
    ['AWS_DEFAULT_REGION', region],
    ['AWS_ACCOUNT_ID', session.accountId],
    ['AWS_CREDENTIAL_EXPIRATION', expiration],
    ['AWS_SESSION_EXPIRATION', expiration],
    ...settings,
    ['AWSX_PROFILE', profile],
    ['AWSX_ROLE', roleName],
    ['AWSX_ACCOUNT_ID', session.accountId],
    ['AWSX_REGION', input.regionIsCallers === true ? null : region],
    ['AWSX_EXPIRES_AT', session.expiresAt === null ? null : String(Math.floor(session.expiresAt / 1000))],
    ['AWSX_SETTINGS', settings.length === 0 ? null : settings.map(([name]) => name).join(' ')],
    ['AWSUME_PROFILE', compatLabel === 'awsume' ? profile : null],
  ]
  const set = new Map<string, string>()
  for (const [name, value] of wanted) {
    if (value === null) continue
    checkEnvValue(profile, name, value)
    set.set(name, value)
  }
  return { unset: clearSessionEnv(env).unset.filter((name) => !set.has(name)), set }
}
