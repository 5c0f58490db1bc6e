import type { JsonRecord } from './wire-json.ts'

/** Who asked for what, for `agent status`. */
export interface UseNote {
  /** ms since the epoch. */
  readonly at: number
  readonly op: string
  readonly profile: string | null
  readonly pid: number | null
}

/** What an agent tells of itself. */
export interface AgentLog {
  note(use: UseNote): void
  describe(): JsonRecord
}

const kept = 20
/** A profile's name comes from the client: twenty of them have to fit into an answer. */
const longestName = 256

/** Counts requests, and keeps who asked for what last. */
export function createAgentLog(startedAt: number): AgentLog {
  const last: UseNote[] = []
  let requests = 0
  return {
    note(use) {
      requests += 1
      last.unshift({ ...use, profile: use.profile?.slice(0, longestName) ?? null })
      last.length = Math.min(last.length, kept)
    },
    describe: () => ({ startedAt, requests, lastRequests: last.map((use) => ({ ...use })) }),
  }
}
