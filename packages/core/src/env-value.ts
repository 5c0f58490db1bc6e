import { commandWord } from './command-word.ts'
import { isAccessKeyId, isAccountId, isSecretAccessKey, isSessionToken } from './credential-form.ts'
import { AwsxError } from './errors.ts'
import { parseInstant } from './iso-time.ts'
import { isRegion } from './partition.ts'

const credentialRules: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['AWS_ACCESS_KEY_ID', isAccessKeyId],
  ['AWS_SECRET_ACCESS_KEY', isSecretAccessKey],
  ['AWS_SESSION_TOKEN', isSessionToken],
  ['AWS_ACCOUNT_ID', isAccountId],
  ['AWSX_ACCOUNT_ID', isAccountId],
  ['AWS_CREDENTIAL_EXPIRATION', isInstant],
  ['AWS_SESSION_EXPIRATION', isInstant],
  ['AWSX_EXPIRES_AT', (value) => /^[0-9]{1,12}$/.test(value)],
])

const profileRules: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['AWS_CA_BUNDLE', isLine],
  ['AWS_USE_FIPS_ENDPOINT', isBoolean],
  ['AWS_USE_DUALSTACK_ENDPOINT', isBoolean],
  ['AWS_STS_REGIONAL_ENDPOINTS', (value) => /^(?:regional|legacy)$/i.test(value)],
  ['AWS_RETRY_MODE', (value) => /^(?:standard|adaptive|legacy)$/i.test(value)],
  ['AWS_MAX_ATTEMPTS', (value) => /^[0-9]{1,4}$/.test(value)],
])

const ownRules: ReadonlyMap<string, (value: string) => boolean> = new Map([
  ['AWS_REGION', isRegion],
  ['AWS_DEFAULT_REGION', isRegion],
  ['AWSX_REGION', isRegion],
  ['AWSX_PROFILE', isLine],
  ['AWSUME_PROFILE', isLine],
  ['AWSX_ROLE', (value) => /^[\w+=,.@/-]{1,640}$/.test(value)],
  ['AWSX_SETTINGS', (value) => /^[A-Z0-9_]+(?: [A-Z0-9_]+)*$/.test(value)],
])

/** Whether `name` is a variable that a profile's own settings may set (`AWS_RETRY_MODE`, `AWS_ENDPOINT_URL_S3`, …). */
export function isProfileVariable(name: string): boolean {
  return profileRules.has(name) || /^AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?$/.test(name)
}

/**
 * Checks a value before it goes into a shell or a child: awsx sets no variable but those it knows, and each one has a form.
 *
 * Throws `response_invalid` for what AWS or a program gave, `config_invalid` for the rest; the message names `profile`
 * and the variable, never the value.
 */
export function checkEnvValue(profile: string, name: string, value: string): void {
  const rule = credentialRules.get(name) ?? ownRules.get(name) ?? profileRules.get(name)
  if (rule?.(value) || (rule === undefined && isProfileVariable(name) && /^https?:\/\/[\x21-\x7e]+$/i.test(value)))
    return
  const code = credentialRules.has(name) ? 'response_invalid' : 'config_invalid'
  throw new AwsxError(code, `profile '${profile}' gives ${name} a value that it cannot have`, {
    hint: `see what is set with: awsx explain ${commandWord(profile)}`,
    data: { profile, variable: name },
  })
}

function isInstant(value: string): boolean {
  return parseInstant(value) !== null
}

function isBoolean(value: string): boolean {
  return /^(?:true|false)$/i.test(value)
}

function isLine(value: string): boolean {
  return value !== '' && value.isWellFormed() && !/\p{Cc}/u.test(value)
}
