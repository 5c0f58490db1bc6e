import type { StoredKey } from './ports.ts'
import type { ProfileClass } from './profile-class.ts'
import type { ProfileGraph } from './profile-graph.ts'

/** What a person asked for on the command line, beyond the profile. */
export interface PlanFlags {
  readonly region?: string
  /** For the last step. */
  readonly durationSeconds?: number
  /** Limit the last step by AWS's ReadOnlyAccess policy. */
  readonly readOnly?: boolean
  /** Skip GetSessionToken: long-term keys are used as they are. */
  readonly noSession?: boolean
  /** A role to assume on top of the profile. */
  readonly roleArn?: string
}

/** awsx's own settings that change a plan. */
export interface PlanSettings {
  readonly region?: string
  /** How long an MFA session lasts; 43,200 when not set. */
  readonly sessionDurationSeconds?: number
  /** The first that fits the profile asked for limits what is handed out. */
  readonly classes?: readonly ProfileClass[]
}

/** Everything a plan depends on. */
export interface PlanContext {
  readonly graph: ProfileGraph
  /** What the vault holds, by profile; null while it is locked. An absent vault is an empty map. */
  readonly storedKeys: ReadonlyMap<string, StoredKey> | null
  /** The caller's environment; only `AWS_*` and `AWSX_*` are looked at. */
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly flags: PlanFlags
  readonly settings: PlanSettings
  /** The login name, for RoleSessionName where nothing better is known. */
  readonly osUser: string
  /** The class of the profile asked for; `planSession` finds it in the settings. */
  readonly profileClass?: ProfileClass
}

/**
 * A variable of the caller's environment, unless awsx itself put it there for another profile.
 *
 * `AWSX_SETTINGS` lists the names that came out of a profile; they say nothing about what the person wants.
 */
export function callerVariable(context: PlanContext, name: string): string | null {
  const value = context.environment[name]
  if (value === undefined || value === '') return null
  const ours = (context.environment['AWSX_SETTINGS'] ?? '').split(' ')
  return ours.includes(name) ? null : value
}
