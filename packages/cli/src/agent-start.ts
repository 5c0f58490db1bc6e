import { dirname } from 'node:path'
import { ensureFolder, type StorePaths } from '@awsx/store'
import { planAgentLaunch, type Launch } from './agent-launch.ts'
import { agentPlaces } from './agent-place.ts'
import { ownProgram } from './agent-program.ts'
import { startAgent } from './agent-spawn.ts'
import type { Io } from './io.ts'
import { replaceProcess } from './replace-process.ts'

/** Becomes the agent of this store, for a service manager; comes back only where that is not possible, with 126. */
export function becomeAgent(paths: StorePaths, io: Io): number {
  makeFolders(paths, io.env)
  const { command, args, env } = planFor(paths, io.env)
  const { AWSX_START_REPORT: _, ...own } = env
  process.chdir('/')
  return replaceProcess([command, ...args], own, io)
}

/** Starts an agent for this store, unless one is there; null when it is ready, else why it is not. */
export async function launchAgent(paths: StorePaths, env: Io['env']): Promise<string | null> {
  if (agentPlaces(paths, env).length === 0) return `the path of its socket is too long: ${paths.socketFile}`
  makeFolders(paths, env)
  const result = await startAgent(planFor(paths, env))
  switch (result.kind) {
    case 'ready':
      return null
    case 'refused':
      return result.why
    case 'ended':
      return 'it ended before it was ready'
    case 'silent':
      return 'it did not answer in time'
  }
}

/** Made here: Node under --permission can sync none, and make none right below. Where one cannot be, the agent says so. */
function makeFolders(paths: StorePaths, env: Io['env']): void {
  const place = agentPlaces(paths, env).find((candidate) => isMade(dirname(candidate)))
  if (place !== undefined) isMade(paths.sessionsDir)
}

function isMade(folder: string): boolean {
  try {
    ensureFolder(folder)
    return true
  } catch {
    return false
  }
}

function planFor(paths: StorePaths, env: Io['env']): Launch {
  const places = agentPlaces(paths, env)
  const folders = new Set([paths.identityFile, paths.markFile, ...places].map((path) => dirname(path)))
  return planAgentLaunch({
    ...ownProgram(),
    words: ['agent', 'run', ...places],
    env,
    // Each covers what is below it; naming that too would shut it until it exists (seen in Node 24).
    writableFolders: [...folders].filter((folder) => ![...folders].some((above) => folder.startsWith(`${above}/`))),
    knowsOption: (name) => process.allowedNodeEnvironmentFlags.has(name),
  })
}
