/**
 * Every way awsx can fail, as a stable word.
 *
 * The first part of each group is the exit code a command ends with; `exitCodeOf` maps them.
 */
export type AwsxErrorCode =
  | 'unexpected'
  | 'write_failed'
  | 'usage'
  | 'config_unreadable'
  | 'config_untrusted'
  | 'config_invalid'
  | 'profile_not_found'
  | 'source_cycle'
  | 'source_unsupported'
  | 'credentials_missing'
  | 'read_only_impossible'
  | 'account_mismatch'
  | 'process_failed'
  | 'locked'
  | 'mfa_required'
  | 'confirmation_required'
  | 'access_denied'
  | 'mfa_refused'
  | 'credentials_refused'
  | 'request_refused'
  | 'unreachable'
  | 'throttled'
  | 'response_invalid'
  | 'vault_damaged'
  | 'vault_rolled_back'
  | 'wrong_passphrase'
  | 'cancelled'

/** What an {@link AwsxError} carries beside its message. */
export interface AwsxErrorOptions {
  /** The next command to type, or what to change, and where. */
  readonly hint?: string
  readonly cause?: unknown
  /** Values a caller may branch on or print as JSON; never a secret. */
  readonly data?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * The one error base of awsx.
 *
 * `message` is lower case, without a full stop, and names the profile, file and line it is about. It may hold text
 * from outside: whoever prints it passes it through `safe()`.
 */
export class AwsxError extends Error {
  override readonly name: string = 'AwsxError'
  readonly code: AwsxErrorCode
  readonly hint: string | null
  readonly data: Readonly<Record<string, string | number | boolean | null>>

  constructor(code: AwsxErrorCode, message: string, options: AwsxErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint ?? null
    this.data = options.data ?? {}
  }
}

const exitCodes: Readonly<Record<AwsxErrorCode, number>> = {
  unexpected: 1,
  write_failed: 1,
  usage: 2,
  config_unreadable: 3,
  config_untrusted: 3,
  config_invalid: 3,
  profile_not_found: 3,
  source_cycle: 3,
  source_unsupported: 3,
  credentials_missing: 3,
  read_only_impossible: 3,
  account_mismatch: 3,
  process_failed: 3,
  locked: 4,
  mfa_required: 4,
  confirmation_required: 4,
  access_denied: 5,
  mfa_refused: 5,
  credentials_refused: 5,
  request_refused: 5,
  unreachable: 6,
  throttled: 6,
  response_invalid: 6,
  vault_damaged: 7,
  vault_rolled_back: 7,
  wrong_passphrase: 7,
  cancelled: 130,
}

/** The exit code of a command that fails with `code` (DESIGN section 4). */
export function exitCodeOf(code: AwsxErrorCode): number {
  return exitCodes[code]
}
