import { formatDuration, formatInstant, safe } from '@awsx/core'
import type { Paint } from './io.ts'
import { formatTable } from './table.ts'

/** What an agent says of itself; its fields are those of `agent status --json`. */
export interface AgentStatus {
  readonly pid: number
  readonly awsx: string
  readonly flavour: string
  readonly socket: string
  readonly memoryBytes: number
  readonly startedAt: number
  readonly locked: boolean
  readonly locksAt: number | null
  readonly endpoints: number
  readonly requests: number
  readonly lastRequests: readonly {
    readonly at: number
    readonly op: string
    readonly profile: string | null
    readonly pid: number | null
  }[]
  readonly hardening: Readonly<Record<string, boolean>>
}

/** What each protection keeps out. */
const protectionTexts: Readonly<Record<string, string>> = {
  noCoreFile: 'no core file',
  noTracing: 'memory closed to other processes',
  peerUser: 'callers checked by the kernel',
  noDebugger: 'no debugger by signal',
  permissions: 'programs, threads and other files shut off',
  noProto: 'no __proto__ in objects',
  ownEnvironment: 'own environment',
}

/** The status as JSON: instants in RFC 3339. */
export function agentStatusJson(status: AgentStatus | null): unknown {
  if (status === null) return { running: false }
  const { startedAt, locksAt, lastRequests, ...rest } = status
  return {
    running: true,
    ...rest,
    since: formatInstant(startedAt),
    locksAt: locksAt === null ? null : formatInstant(locksAt),
    lastRequests: lastRequests.map((request) => ({ ...request, at: formatInstant(request.at) })),
  }
}

/** The status for a person. */
export function formatAgentStatus(status: AgentStatus, now: number, paint: Paint): string {
  const ago = (at: number): string => `${formatDuration(Math.max(0, Math.floor((now - at) / 1000)))} ago`
  const left =
    status.locksAt === null
      ? ''
      : `, locks in ${formatDuration(Math.max(0, Math.floor((status.locksAt - now) / 1000)))}`
  const names = Object.keys(status.hardening)
  const text = (name: string): string => protectionTexts[name] ?? safe(name)
  const inForce = names.filter((name) => status.hardening[name] === true).map(text)
  const missing = names.filter((name) => status.hardening[name] !== true).map(text)
  const indent = ' '.repeat(13)
  const lines = [
    `agent        ${status.locked ? 'locked' : paint.good('unlocked') + left}`,
    `since        ${ago(status.startedAt)} (process ${status.pid}, awsx ${safe(status.awsx)}, ${safe(status.flavour)})`,
    `socket       ${safe(status.socket, 200)}`,
    `memory       ${Math.round(status.memoryBytes / 1_048_576)} MB`,
    `endpoints    ${status.endpoints}`,
    `requests     ${status.requests}`,
    ...inForce.map((line, index) => `${index === 0 ? 'protection   ' : indent}${line}`),
    ...(missing.length === 0 ? [] : [`${indent}not in this build: ${missing.join('; ')}`]),
  ]
  if (status.lastRequests.length === 0) return `${lines.join('\n')}\n`
  const rows = status.lastRequests.map(({ at, op, profile, pid }) => [
    ago(at),
    safe(op),
    safe(profile ?? '-', 60),
    pid === null ? '-' : String(pid),
  ])
  return `${lines.join('\n')}\n\n${formatTable(['ASKED', 'FOR', 'PROFILE', 'PROCESS'], rows, paint)}`
}
