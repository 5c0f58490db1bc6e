import type { PlanFlags, Session } from '@awsx/core'
import { formatCaller, parseCaller, type Caller } from './caller.ts'
import { flagOf, isRecord, numberOf, recordOf, textOf, textsOf, type Json, type JsonRecord } from './wire-json.ts'
import { formatWireSession, parseWireSession } from './wire-session.ts'

/** What a command asks the agent for. */
export interface SessionCall {
  /** As it was typed. */
  readonly profile: string
  /** Whether a part of a name is enough. */
  readonly mayComplete: boolean
  readonly flags: PlanFlags
  readonly refresh: boolean
  readonly minTtlSeconds: number
  readonly caller: Caller
}

/** What it gets: the session, and what an environment is made from beside it. */
export interface GivenSession {
  /** The whole name. */
  readonly profile: string
  readonly session: Session
  readonly roleName: string | null
  readonly region: string | null
  readonly regionIsCallers: boolean
  readonly environment: Readonly<Record<string, string>>
}

/** A call as JSON. */
export function formatSessionCall({ caller, flags, ...rest }: SessionCall): JsonRecord {
  return { ...rest, flags: { ...flags }, caller: formatCaller(caller) }
}

/** The twin of {@link formatSessionCall}; null for anything else. */
export function parseSessionCall(found: JsonRecord): SessionCall | null {
  const profile = textOf(found, 'profile')
  const caller = parseCaller(recordOf(found, 'caller'))
  const flags = parseFlags(recordOf(found, 'flags'))
  const minTtlSeconds = numberOf(found, 'minTtlSeconds')
  if (profile === null || caller === null || flags === null || minTtlSeconds === null) return null
  return {
    profile,
    mayComplete: flagOf(found, 'mayComplete'),
    flags,
    refresh: flagOf(found, 'refresh'),
    minTtlSeconds,
    caller,
  }
}

/** What was given as JSON. */
export function formatGivenSession({ session, environment, ...rest }: GivenSession): JsonRecord {
  return { ...rest, environment: { ...environment }, session: formatWireSession(session) }
}

/** The twin of {@link formatGivenSession}; null for anything else. */
export function parseGivenSession(value: Json | undefined): GivenSession | null {
  if (!isRecord(value)) return null
  const profile = textOf(value, 'profile')
  const session = parseWireSession(recordOf(value, 'session'))
  const environment = textsOf(recordOf(value, 'environment'))
  if (profile === null || session === null || environment === null) return null
  return {
    profile,
    session,
    roleName: textOf(value, 'roleName'),
    region: textOf(value, 'region'),
    regionIsCallers: flagOf(value, 'regionIsCallers'),
    environment,
  }
}

function parseFlags(found: JsonRecord | null): PlanFlags | null {
  if (found === null) return null
  const region = textOf(found, 'region')
  const roleArn = textOf(found, 'roleArn')
  const durationSeconds = numberOf(found, 'durationSeconds')
  // Long-term keys never leave the agent, so the flag that hands them out is none here.
  if (flagOf(found, 'noSession')) return null
  return {
    ...(region === null ? {} : { region }),
    ...(roleArn === null ? {} : { roleArn }),
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(flagOf(found, 'readOnly') ? { readOnly: true } : {}),
  }
}
