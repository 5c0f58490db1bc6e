import type { Secret } from './secret.ts'

/** A place in a file; lines count from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
}

/** Where a value of a plan came from. */
export type FactSource =
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'setting'; readonly name: string }
  | { readonly kind: 'vault' }
  | { readonly kind: 'default'; readonly why: string }

/** One setting that went into a step, and why it has that value. */
export interface Fact {
  readonly name: string
  readonly value: string
  readonly source: FactSource
}

/** How STS is reached. `url` (an override) wins over everything that would be derived from `region`. */
export interface StsEndpoint {
  /** The region that signs the request. */
  readonly region: string
  readonly url: string | null
  /** Send to the global endpoint (`sts_regional_endpoints = legacy`). */
  readonly legacy: boolean
  readonly useFips: boolean
  readonly useDualstack: boolean
  /** A PEM file that replaces the system's roots; null for the default. */
  readonly caBundle: string | null
  /** `standard`, `adaptive` or `legacy`; null for the SDK's default. */
  readonly retryMode: string | null
  /** How often a request is tried in all; null for 3. */
  readonly maxAttempts: number | null
}

export interface GetSessionTokenInput {
  readonly endpoint: StsEndpoint
  /** 900 to 129,600. */
  readonly durationSeconds: number
  readonly serialNumber: string | null
}

export interface Tag {
  readonly key: string
  readonly value: string
}

export interface AssumeRoleInput {
  readonly endpoint: StsEndpoint
  readonly roleArn: string
  readonly roleSessionName: string
  /** 900 to 43,200. */
  readonly durationSeconds: number
  readonly externalId: string | null
  /** Set where the code goes into this very call. */
  readonly serialNumber: string | null
  readonly sourceIdentity: string | null
  readonly tags: readonly Tag[]
  readonly transitiveTagKeys: readonly string[]
  /** A session policy document (JSON). */
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

export interface AssumeRoleWithWebIdentityInput {
  readonly endpoint: StsEndpoint
  readonly roleArn: string
  readonly roleSessionName: string
  readonly durationSeconds: number
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

/** A program named by the config. */
export interface Program {
  readonly argv: readonly string[]
  readonly origin: Origin
}

/** Names and values, by name; never a secret. */
export type ProgramEnvironment = readonly (readonly [name: string, value: string])[]

/** Who gives the MFA code of a step. */
export interface MfaSource {
  readonly serialNumber: string
  /** The profile that is named to the person. */
  readonly profile: string
  /** `mfa_process`; null: a person is asked. */
  readonly process: Program | null
}

interface StepBase {
  /** The profile whose settings made this step. */
  readonly profile: string
  readonly facts: readonly Fact[]
}

/** Long-term keys out of the vault. `accessKeyId` is null while the vault is locked. */
export interface StoredKeysStep extends StepBase {
  readonly api: 'StoredKeys'
  readonly accessKeyId: string | null
}

/** Keys in clear in a file. */
export interface StaticKeysStep extends StepBase {
  readonly api: 'StaticKeys'
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
  readonly sessionToken: Secret | null
}

/** A program that prints credentials. */
export interface CredentialProcessStep extends StepBase {
  readonly api: 'CredentialProcess'
  readonly program: Program
  /** What of the caller's environment its answer may depend on. */
  readonly environment: ProgramEnvironment
}

export interface GetSessionTokenStep extends StepBase {
  readonly api: 'GetSessionToken'
  readonly input: GetSessionTokenInput
  readonly mfa: MfaSource | null
}

export interface AssumeRoleStep extends StepBase {
  readonly api: 'AssumeRole'
  readonly input: AssumeRoleInput
  /** Set where the code goes into this very call. */
  readonly mfa: MfaSource | null
  /** The oldest MFA this role takes, in seconds; null: not known. */
  readonly mfaMaxAgeSeconds: number | null
}

export interface AssumeRoleWithWebIdentityStep extends StepBase {
  readonly api: 'AssumeRoleWithWebIdentity'
  readonly input: AssumeRoleWithWebIdentityInput
  readonly token:
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'process'; readonly program: Program; readonly environment: ProgramEnvironment }
}

/** A source that awsx knows but cannot use yet. */
export interface UnsupportedStep extends StepBase {
  readonly api: 'GetRoleCredentials' | 'CreateOAuth2Token' | 'CredentialSource' | 'AssumeRoleWithSAML'
  readonly why: string
}

/** One call of a plan, named after the API it makes. */
export type Step =
  | StoredKeysStep
  | StaticKeysStep
  | CredentialProcessStep
  | GetSessionTokenStep
  | AssumeRoleStep
  | AssumeRoleWithWebIdentityStep
  | UnsupportedStep

/** What the profile says to the command that runs with its credentials (`AWS_ENDPOINT_URL_S3`, `AWS_RETRY_MODE`, …). */
export type ProfileEnvironment = Readonly<Record<string, string>>

/** Everything the execution of a profile needs. */
export interface Plan {
  readonly profile: string
  /** In order; each step works with what the one before it gave. */
  readonly steps: readonly Step[]
  /**
   * The other way to the same role: its MFA code straight into AssumeRole. Used instead of `steps` when no MFA session
   * is live; null where there is only one way.
   */
  readonly direct: readonly Step[] | null
  /** For the child; null when nobody named one. */
  readonly region: string | null
  readonly regionFact: Fact | null
  readonly environment: ProfileEnvironment
  /** Where GetCallerIdentity is asked when the account has to be learnt. */
  readonly endpoint: StsEndpoint
  /** `aws_account_id`: credentials of another account are refused. */
  readonly expectedAccountId: Fact | null
  /** True when the answer could change once the vault is open. */
  readonly needsVault: boolean
  /** What a person should know before or beside the result. */
  readonly warnings: readonly string[]
}
