import { flagOf, numberOf, recordOf, textOf, textsOf, type JsonRecord } from './wire-json.ts'

/** What an answer depends on of whoever asks, beside the question: so it is the same as without the agent. */
export interface Caller {
  /** The variables that change the meaning of a profile; no secrets. */
  readonly env: Readonly<Record<string, string>>
  /** Where relative paths start. */
  readonly folder: string
  /** Whether a person can be asked there. */
  readonly hasPerson: boolean
  /** The terminal of that person; questions stay on one terminal, not with one process. Null without. */
  readonly terminal: string | null
  /** Whether an MFA code came with the command. */
  readonly hasCode: boolean
  readonly pid: number
}

const names =
  /^(AWS_\w+|AWSX_(PROFILE|REGION|SETTINGS|HOME)|HOME|PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|NO_PROXY)$/
const proxies = /^(https?|all|no)_proxy$/i
// Same as what a program's answer is kept under (core, program.ts): secrets do not belong into a message either.
const secrets = /(SECRET_ACCESS_KEY|TOKEN)$/

/** The variables that travel with a request. */
export function callerVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of Object.keys(env)) {
    const value = env[name]
    if (value !== undefined && (names.test(name) || proxies.test(name)) && !secrets.test(name)) found[name] = value
  }
  return found
}

/** A caller as JSON. */
export function formatCaller(caller: Caller): JsonRecord {
  return { ...caller, env: { ...caller.env } }
}

/** The twin of {@link formatCaller}; null for anything else. */
export function parseCaller(found: JsonRecord | null): Caller | null {
  if (found === null) return null
  const env = textsOf(recordOf(found, 'env'))
  const folder = textOf(found, 'folder')
  if (env === null || folder === null) return null
  return {
    env,
    folder,
    hasPerson: flagOf(found, 'hasPerson'),
    terminal: textOf(found, 'terminal'),
    hasCode: flagOf(found, 'hasCode'),
    pid: numberOf(found, 'pid') ?? 0,
  }
}

/** Where a caller is, as one text: two with the same get the same answers from programs and files. */
export function scopeOf({ folder, env }: Caller): string {
  return JSON.stringify([
    folder,
    Object.keys(env)
      .toSorted()
      .map((name) => `${name}=${env[name] ?? ''}`),
  ])
}
