import { startAgainCode } from './agent-launch.ts'

/**
 * Ends this agent and starts it again in the same place with the same words: a new address space, so that neither its
 * memory nor a core file holds anything of what it knew. Never returns.
 *
 * Sockets and files close with it; folder, environment, umask and core limit stay. Source: execve(2). What
 * `refuseTracing` gave is gone and must be asked for again. Node cannot do it under `--permission`: there the process
 * ends, and the shell that waits starts it again (`planAgentLaunch`).
 */
export function startAgain(): never {
  if (AWSX_FLAVOUR === 'native') {
    const path = process.execPath
    try {
      process.execve?.(path, [path, ...process.argv.slice(2)], ownEnvironment())
    } catch {
      // To end is as good for what must be forgotten.
    }
  }
  process.exit(startAgainCode)
}

function ownEnvironment(): Record<string, string> {
  const own: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) own[name] = value
  return own
}
