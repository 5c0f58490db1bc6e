import { isAccessKeyId, isAccountId, isSecretAccessKey, isSessionToken } from './credential-form.ts'
import type { Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import { formatInstant, parseInstant } from './iso-time.ts'
import { Secret } from './secret.ts'

/**
 * Reads what the `credential_process` of `profile` printed; `now` in ms since the epoch.
 *
 * Throws `process_failed` for anything but Version 1 JSON with keys that live beyond `now`; the message never holds the
 * output. Source: AWS SDKs and Tools Reference Guide, "Process credential provider".
 */
export function parseCredentialProcess(text: string, now: number, profile: string): Session {
  const output = parseObject(text)
  if (output === null) throw failed(profile, 'printed something other than a JSON object')
  if (output.get('Version') !== 1) throw failed(profile, 'printed another Version than 1')
  function read(name: string, isValid: (value: string) => boolean): string | null {
    const value = output?.get(name) ?? null
    if (value !== null && !(typeof value === 'string' && isValid(value))) throw failed(profile, `printed a bad ${name}`)
    return value
  }

  const accessKeyId = read('AccessKeyId', isAccessKeyId)
  const secretAccessKey = read('SecretAccessKey', isSecretAccessKey)
  const sessionToken = read('SessionToken', isSessionToken)
  const expiration = read('Expiration', (value) => parseInstant(value) !== null)
  const accountId = read('AccountId', isAccountId)
  if (accessKeyId === null) throw failed(profile, 'printed no AccessKeyId')
  if (secretAccessKey === null) throw failed(profile, 'printed no SecretAccessKey')

  const expiresAt = expiration === null ? null : parseInstant(expiration)
  if (expiresAt !== null && expiresAt <= now) throw failed(profile, 'printed credentials that have expired')
  return {
    credentials: {
      accessKeyId,
      secretAccessKey: new Secret(secretAccessKey),
      sessionToken: sessionToken === null ? null : new Secret(sessionToken),
    },
    expiresAt,
    issuedAt: now,
    mfaAt: null,
    accountId,
    arn: null,
  }
}

/** Writes a session as the JSON that `credential_process` has to print, on one line, in clear. */
export function formatCredentialProcess(session: Session): string {
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials
  const output = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey.reveal(),
    SessionToken: sessionToken?.reveal(),
    Expiration: session.expiresAt === null ? undefined : formatInstant(session.expiresAt),
    AccountId: session.accountId ?? undefined,
  }
  return `${JSON.stringify(output)}\n`
}

// A Map, so that `__proto__` is a key like any other. The parser's own message quotes its input: it stays here.
function parseObject(text: string): ReadonlyMap<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null
  } catch {
    return null
  }
}

function failed(profile: string, what: string): AwsxError {
  return new AwsxError('process_failed', `the credential_process of profile '${profile}' ${what}`, {
    hint: 'run the command by hand: it has to print {"Version": 1, "AccessKeyId": …, "SecretAccessKey": …}',
    data: { profile },
  })
}
