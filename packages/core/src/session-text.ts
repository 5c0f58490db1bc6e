import type { Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import { appendSection } from './ini-edit.ts'
import { formatInstant } from './iso-time.ts'
import { parseSectionHeader } from './section-header.ts'

/** A session as `awsx env --format json` prints it; what is not known is left out. */
export interface EnvJson {
  readonly Version: 1
  readonly AccessKeyId: string
  readonly SecretAccessKey: string
  readonly SessionToken?: string
  /** RFC 3339. */
  readonly Expiration?: string
  readonly AccountId?: string
  readonly Region?: string
  readonly Profile: string
}

/** The session of `profile` as a plain object in clear, for JSON. */
export function toEnvJson(session: Session, profile: string, region: string | null): EnvJson {
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials
  return {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey.reveal(),
    ...(sessionToken === null ? {} : { SessionToken: sessionToken.reveal() }),
    ...(session.expiresAt === null ? {} : { Expiration: formatInstant(session.expiresAt) }),
    ...(session.accountId === null ? {} : { AccountId: session.accountId }),
    ...(region === null ? {} : { Region: region }),
    Profile: profile,
  }
}

/**
 * The session of `profile` as a section of a credentials file, in clear.
 *
 * Throws `usage` for a profile name that would not read back as given.
 */
export function formatIniProfile(session: Session, profile: string, region: string | null): string {
  const header = parseSectionHeader(profile, 'credentials')
  if (header.type !== 'profile' || header.name !== profile) {
    throw new AwsxError('usage', `profile '${profile}' cannot be a section of a credentials file`, {
      hint: 'use --format json',
    })
  }
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials
  const pairs = new Map([
    ['aws_access_key_id', accessKeyId],
    ['aws_secret_access_key', secretAccessKey.reveal()],
  ])
  if (sessionToken !== null) pairs.set('aws_session_token', sessionToken.reveal())
  if (region !== null) pairs.set('region', region)
  return appendSection('', profile, pairs)
}
