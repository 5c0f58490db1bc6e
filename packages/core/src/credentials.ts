import type { Secret } from './secret.ts'

/** AWS credentials; `sessionToken` is null for long-term keys. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | null
}

/** What an API call gave: credentials with their life time, and whose they are. */
export interface Session {
  readonly credentials: Credentials
  /** When AWS stops accepting them, ms since the epoch; null for long-term keys. */
  readonly expiresAt: number | null
  /** When they were issued, ms since the epoch. */
  readonly issuedAt: number
  /** When the MFA code in their history was given, ms since the epoch; null when none was. */
  readonly mfaAt: number | null
  /** The 12-digit account, where known. */
  readonly accountId: string | null
  /** The ARN of the caller these credentials are, where known. */
  readonly arn: string | null
}
