import { createSystemClock } from '@awsx/aws'
import {
  connectAgent,
  createAgent,
  listenOnSocket,
  serveConnections,
  watchSocket,
  type AgentEngine,
  type AgentSocket,
} from '@awsx/agent'
import { ensureFolder, resolveStorePaths } from '@awsx/store'
import { dirname } from 'node:path'
import { startReportFd } from './agent-launch.ts'
import { findRefusal } from './agent-refusal.ts'
import { noQuestions } from './agent-link.ts'
import { createAgentService } from './agent-service.ts'
import { hardenAgent } from './hardening.ts'
import { closeInheritedFiles } from './inherited-files.ts'
import type { Io } from './io.ts'
import { openLibc } from './libc.ts'
import { collectGarbage, createMemoryTrim, type MemoryTrim } from './memory-trim.ts'
import { readSettings } from './settings.ts'
import { startAgain } from './start-again.ts'
import { sendStartReport } from './start-report.ts'
import { createSystemCalls } from './system-calls.ts'

/** How long an agent stays unlocked at most. */
const longestUnlockMs = 12 * 3_600_000

/**
 * Is the agent, until it is stopped, replaced or its socket is gone; resolves to the exit code.
 *
 * `places` are the paths for its socket, best first; the first that can hold one is taken.
 */
export async function runAgent(io: Io, places: readonly string[]): Promise<number> {
  const { url } = process.getBuiltinModule('node:inspector')
  const refusal = findRefusal({ env: process.env, inspectorUrl: url() })
  if (refusal !== null) return refuse(refusal)
  closeInheritedFiles([startReportFd])
  const calls = createSystemCalls(await openLibc())
  const hardening = hardenAgent(calls)
  const found = await listenSomewhere(places)
  if (typeof found === 'string') return refuse(found)
  if (found === null) {
    // Another one was first, which is as good.
    sendStartReport({ kind: 'ready' }, process.env)
    return 0
  }
  const { socket, place } = found
  const paths = resolveStorePaths(io.env)
  const settings = readSettings(paths.configFile)
  const clock = createSystemClock()

  return await new Promise<number>((resolve) => {
    function end(code: number): void {
      socket.remove()
      resolve(code)
    }

    const agent = createAgent({
      engine: withTrim(createAgentService({ paths, clock }), createMemoryTrim(collectGarbage)),
      clock,
      now: () => ({ wall: Date.now(), monotonic: Number(process.hrtime.bigint() / 1_000_000n) }),
      limits: {
        lifeMs: longestUnlockMs,
        idleMs: settings.idleSeconds === null ? null : settings.idleSeconds * 1000,
        lockOnSuspend: settings.lockOnSuspend,
      },
      describeProcess: () => ({
        pid: process.pid,
        awsx: AWSX_VERSION,
        flavour: AWSX_FLAVOUR,
        socket: place,
        memoryBytes: process.memoryUsage.rss(),
        hardening: { ...hardening },
      }),
      locked(_why, isHeld) {
        // Memory that was freed is not memory that was overwritten: a new process image has neither.
        if (!isHeld) startAgain()
      },
      stopped: () => end(0),
    })
    serveConnections(socket.server, {
      openHandler: agent.openHandler,
      peerOf: calls.peerOf,
      uid: process.geteuid?.() ?? 0,
      version: AWSX_VERSION,
    })
    watchSocket(socket, () => resolve(0))
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => end(0))
    sendStartReport({ kind: 'ready' }, process.env)
  })
}

function withTrim(engine: AgentEngine, trim: MemoryTrim): AgentEngine {
  return {
    ...engine,
    async obtain(call, ports) {
      try {
        return await engine.obtain(call, ports)
      } finally {
        trim.used()
      }
    },
  }
}

function refuse(why: string): number {
  sendStartReport({ kind: 'refused', why }, process.env)
  return 1
}

async function listenSomewhere(
  places: readonly string[],
): Promise<{ readonly socket: AgentSocket; readonly place: string } | string | null> {
  let why: string | null = null
  for (const place of places) {
    try {
      ensureFolder(dirname(place))
      const socket = await listenOnSocket(place, isAlive)
      return socket === null ? null : { socket, place }
    } catch (error) {
      // Of two places the first is the one that was meant.
      why ??= error instanceof Error ? error.message : String(error)
    }
  }
  return why ?? 'there is no place for its socket'
}

/** One of another version, or one that does not answer, is replaced. */
async function isAlive(place: string): Promise<boolean> {
  const found = await connectAgent(place, noQuestions)
  if (typeof found === 'string') return false
  found.close()
  return true
}
