import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import type { Launch } from './agent-launch.ts'
import { parseStartReport, type StartReport } from './start-report.ts'

/** How a start went: the agent's own report, or that it ended or kept silent. */
export type StartResult = StartReport | { readonly kind: 'ended' } | { readonly kind: 'silent' }

/**
 * Starts a process in a session of its own, so that no terminal and no job of the caller's shell holds it, and waits for
 * its report.
 *
 * `timeoutMs` is 5000 by default; after it the process is left alone, because it may only be slow. Never throws.
 */
export function startAgent(launch: Launch, timeoutMs = 5000): Promise<StartResult> {
  return new Promise((resolve) => {
    const child = spawn(launch.command, launch.args, {
      env: { ...launch.env },
      cwd: launch.cwd,
      stdio: [...launch.stdio],
      detached: true,
    })
    const report = child.stdio[3] as Readable | null | undefined
    let text = ''

    function finish(result: StartResult): void {
      clearTimeout(timer)
      report?.destroy()
      child.unref()
      resolve(result)
    }

    const timer = setTimeout(() => finish({ kind: 'silent' }), timeoutMs)
    report?.setEncoding('utf8')
    report?.on('data', (chunk: string) => {
      text += chunk
      try {
        const result = parseStartReport(text)
        if (result !== null) finish(result)
      } catch {
        finish({ kind: 'ended' })
      }
    })
    report?.on('close', () => finish({ kind: 'ended' }))
    // A read that fails is followed by `close`.
    report?.on('error', () => undefined)
    child.on('error', () => finish({ kind: 'ended' }))
  })
}
