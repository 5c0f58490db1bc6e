import type { Credentials, Session } from './credentials.ts'
import type { Secret } from './secret.ts'
import type { AssumeRoleInput, AssumeRoleWithWebIdentityInput, GetSessionTokenInput, StsEndpoint } from './plan.ts'

/** Time. Real, or a test's. */
export interface Clock {
  /** ms since the epoch. */
  now(): number
  /** Resolves after `ms`. */
  sleep(ms: number): Promise<void>
}

/** Who AWS says the credentials are. */
export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
  readonly userId: string
}

/**
 * AWS STS. Every method throws an `AwsxError`: `access_denied`, `mfa_refused`, `credentials_refused`,
 * `request_refused`, `throttled`, `unreachable` or `response_invalid`. No method sends an MFA code twice.
 */
export interface Sts {
  getCallerIdentity(credentials: Credentials, endpoint: StsEndpoint): Promise<CallerIdentity>
  getSessionToken(credentials: Credentials, input: GetSessionTokenInput, mfaCode: string | null): Promise<Session>
  assumeRole(credentials: Credentials, input: AssumeRoleInput, mfaCode: string | null): Promise<Session>
  assumeRoleWithWebIdentity(input: AssumeRoleWithWebIdentityInput, token: Secret): Promise<Session>
}

/** A session as it is kept, with what `status`, `list` and `clear` need to know of it. */
export interface SessionRecord {
  /** The canonical text of all inputs (`cacheKey`). */
  readonly key: string
  /** The profile it was made for; a shared MFA session has the profile of the keys. */
  readonly profile: string
  /** The API call it came from. */
  readonly api: string
  readonly session: Session
}

/**
 * Where sessions are kept between commands. A record that is missing, damaged or sealed for another store is null,
 * never an error; a write that fails throws `write_failed`.
 */
export interface SessionStore {
  get(key: string): Promise<SessionRecord | null>
  put(record: SessionRecord): Promise<void>
  delete(key: string): Promise<void>
  /** All that open, expired ones included. */
  list(): Promise<SessionRecord[]>
  /** A small fact remembered between commands (a used MFA code, a role that wants a fresh MFA); null when unknown or past. */
  recall(key: string, now: number): Promise<string | null>
  /** Remember `value` under `key` until `until` (ms since the epoch). */
  remember(key: string, value: string, until: number): Promise<void>
}

/** A long-term key as the vault keeps it. */
export interface StoredKey {
  readonly profile: string
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  /** Learnt from GetCallerIdentity at `add`; null where STS does not know the key. */
  readonly accountId: string | null
  readonly arn: string | null
  readonly mfaSerial: string | null
  readonly region: string | null
  /** When it was added, ms since the epoch. */
  readonly addedAt: number
}

/**
 * The vault. Reads throw `locked`, `wrong_passphrase`, `vault_damaged` or `vault_rolled_back`; writes also
 * `write_failed`. Two writers of different profiles both win.
 */
export interface KeyStore {
  list(): Promise<readonly StoredKey[]>
  get(profile: string): Promise<StoredKey | null>
  /**
   * Adds or replaces the key of `key.profile`; on return it survives a power cut. With `expected` it throws
   * `confirmation_required`, and changes nothing, when the key that is there (null: none) is another by then.
   */
  put(key: StoredKey, options?: { readonly expected: string | null }): Promise<void>
  /** False when there was none. `purge` also deletes the older generations that still hold it. */
  remove(profile: string, options?: { readonly purge?: boolean }): Promise<boolean>
}

/** How a program from the config is run: argv, no shell. */
export interface ProgramRequest {
  readonly argv: readonly string[]
  /** What asks for it: `credential_process`, `mfa_process` or `web_identity_token_process`. */
  readonly purpose: string
  /** The config file and line that name it; it runs only when that file is trusted. */
  readonly file: string
  readonly line: number
}

/** Runs programs; throws `config_untrusted`, `process_failed` (also on time-out and too much output). */
export interface ProgramRunner {
  run(request: ProgramRequest): Promise<Secret>
}

/** What a person is asked for an MFA code with. */
export interface MfaQuestion {
  readonly serialNumber: string
  readonly profile: string
  /** Why it is asked again, null the first time. */
  readonly again: string | null
}

/** A person, or the stand-in for one. Throws `mfa_required` where nobody can be asked, `cancelled` on ctrl-c. */
export interface MfaPrompt {
  /** Whether a code could be asked for, now or after one was used up; asks nothing. */
  canAsk(): boolean
  ask(question: MfaQuestion): Promise<Secret>
}

/** Reads a small text file (a web identity token). Throws `config_unreadable`. */
export interface TokenReader {
  read(path: string): Promise<Secret>
}

/** Something a person should know while a plan runs; never a secret. */
export interface Notice {
  /** `info` is said only when asked for or on a terminal; `warning` always. */
  readonly level: 'info' | 'warning'
  readonly message: string
}

/** All that `executePlan` needs of the world. */
export interface ExecutePorts {
  readonly sts: Sts
  readonly keys: KeyStore
  readonly sessions: SessionStore
  readonly programs: ProgramRunner
  readonly mfa: MfaPrompt
  readonly tokens: TokenReader
  readonly clock: Clock
  notify(notice: Notice): void
}
