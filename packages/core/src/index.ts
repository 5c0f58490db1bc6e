export { AwsxError, exitCodeOf } from './errors.ts'
export type { AwsxErrorCode, AwsxErrorOptions } from './errors.ts'
export { Secret } from './secret.ts'
export { safe } from './safe.ts'
export { countColumns, splitSymbols, symbolColumns } from './columns.ts'
export { formatDuration, parseDuration } from './duration.ts'
export { formatInstant, parseInstant } from './iso-time.ts'
export { nearestNames } from './nearest.ts'
export { splitCommandLine } from './command-line.ts'
export { commandWord } from './command-word.ts'
export { parseIamArn, parseRoleArn } from './arn.ts'
export type { IamArn } from './arn.ts'
export { defaultRegionOf, isRegion, partitionOfRegion } from './partition.ts'
export { parseMfaCode } from './mfa-code.ts'
export { classOf, colourOf, defaultClasses, parseProfileClasses } from './profile-class.ts'
export type { ClassColour, ProfileClass } from './profile-class.ts'

export { parseIni } from './ini.ts'
export type { IniDocument, IniEntry, IniSection, IniWarning } from './ini.ts'
export { appendSection, removeProperties, setProperties } from './ini-edit.ts'
export type { IniPairs, RemoveOptions } from './ini-edit.ts'
export { parseSectionHeader } from './section-header.ts'
export type { AwsFileKind, SectionHeader } from './section-header.ts'
export { buildProfileGraph } from './profile-graph.ts'
export type { ConfigDocument, ProfileGraph, ProfileSection, ProfileSetting } from './profile-graph.ts'
export { resolveProfile } from './profile.ts'
export { callsAwsxFor, programOf } from './program.ts'
export { findSetting, place } from './setting.ts'

export type { Credentials, Session } from './credentials.ts'
export { isAccessKeyId, isAccountId, isSecretAccessKey, isSessionToken } from './credential-form.ts'
export { formatCredentialProcess, parseCredentialProcess } from './credential-process.ts'
export { applyEnvChange, reverseEnvChange } from './env-change.ts'
export type { Env, EnvChange } from './env-change.ts'
export { formatDotenv, formatEnvChange } from './env-text.ts'
export { clearSessionEnv, toEnvChange } from './session-env.ts'
export { endpointVariables, toEndpointEnvChange } from './endpoint-env.ts'
export type { EndpointPlace, StandInFiles } from './endpoint-env.ts'
export { formatProfileSettings } from './profile-settings-text.ts'
export type { SessionEnvInput } from './session-env.ts'
export { formatIniProfile, toEnvJson } from './session-text.ts'
export { quoteForShell } from './shell-quote.ts'
export type { Shell } from './shell-quote.ts'

export type {
  CallerIdentity,
  Clock,
  ExecutePorts,
  KeyStore,
  MfaPrompt,
  MfaQuestion,
  Notice,
  ProgramRequest,
  ProgramRunner,
  SessionRecord,
  SessionStore,
  StoredKey,
  Sts,
  TokenReader,
} from './ports.ts'
export type {
  AssumeRoleInput,
  AssumeRoleStep,
  AssumeRoleWithWebIdentityInput,
  AssumeRoleWithWebIdentityStep,
  CredentialProcessStep,
  Fact,
  FactSource,
  GetSessionTokenInput,
  GetSessionTokenStep,
  MfaSource,
  Origin,
  Plan,
  ProfileEnvironment,
  Program,
  StaticKeysStep,
  Step,
  StoredKeysStep,
  StsEndpoint,
  Tag,
  UnsupportedStep,
} from './plan.ts'
export type { PlanContext, PlanFlags, PlanSettings } from './plan-context.ts'
export { planSession } from './plan-session.ts'
export { cacheKey, isCacheable } from './cache-key.ts'
export { executePlan, findSession, sessionKeys } from './execute-plan.ts'
export { createFlights } from './flights.ts'
export type { Flights } from './flights.ts'
export { leastTtlSeconds, secondsLeft } from './session-life.ts'
export type { Executed, ExecuteOptions } from './execute-plan.ts'
export { resolveStsEndpoint } from './sts-endpoint.ts'
