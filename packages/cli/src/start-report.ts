import { closeSync, writeSync } from 'node:fs'
import { startReportVariable } from './agent-launch.ts'

/** What a new agent says of its start: one line. */
export type StartReport = { readonly kind: 'ready' } | { readonly kind: 'refused'; readonly why: string }

const maxLength = 1000

/** The report as a line. */
export function formatStartReport(report: StartReport): string {
  if (report.kind === 'ready') return 'ready\n'
  return `refused ${report.why.replaceAll(/\s+/g, ' ').slice(0, maxLength)}\n`
}

/** The twin of {@link formatStartReport}; null while the line is not complete. Throws where it is no report. */
export function parseStartReport(text: string): StartReport | null {
  const end = text.indexOf('\n')
  if (end === -1 && text.length <= 2 * maxLength) return null
  if (text === 'ready\n') return { kind: 'ready' }
  if (end === text.length - 1 && text.startsWith('refused ')) {
    return { kind: 'refused', why: text.slice('refused '.length, -1) }
  }
  throw new Error('the agent says something else than whether it started')
}

/** Tells whoever started this agent, once; nothing where nobody waits. `env` is the agent's own. */
export function sendStartReport(report: StartReport, env: Record<string, string | undefined>): void {
  const fd = Number(env[startReportVariable] ?? '')
  // Any other descriptor of that number would be the runtime's own.
  if (!Number.isInteger(fd) || fd < 3) return
  delete env[startReportVariable]
  try {
    writeSync(fd, formatStartReport(report))
    closeSync(fd)
  } catch {
    // Whoever waited is gone; the agent is there all the same.
  }
}
