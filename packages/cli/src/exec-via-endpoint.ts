import { withoutSecrets } from '@awsx/aws'
import { applyEnvChange, toEndpointEnvChange } from '@awsx/core'
import { confirmClass } from './class-confirm.ts'
import type { Invocation } from './command.ts'
import { createEngine } from './engine.ts'
import { openEndpointSource } from './endpoint-source.ts'
import { runBeside, type CommandEnd } from './run-beside.ts'
import { nameProfile } from './picker/pick-for.ts'
import { openServing } from './serving.ts'

/** `awsx exec --via endpoint`: the command runs beside its own endpoint, which ends with it. */
export async function execViaEndpoint(given: Invocation, command: readonly string[]): Promise<number> {
  const invocation = await nameProfile(given)
  const { io, options } = invocation
  const engine = createEngine(invocation)
  const source = await openEndpointSource(engine, invocation)
  try {
    await confirmClass(invocation, source.input.profile, engine.settings)
  } catch (error) {
    source.close()
    throw error
  }
  const serving = await openServing(engine, source, { tokenAsVariable: options.has('token-variable') })
  let end: CommandEnd
  try {
    const change = toEndpointEnvChange(source.input, serving.place, serving.files, io.env)
    end = await runBeside(command, withoutSecrets(applyEnvChange(io.env, change)), io)
  } finally {
    await serving.close()
  }
  return end.signal === null ? end.code : await endBySignal(end.signal)
}

const signalCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
}

/**
 * Ends as the command did, so that a shell sees the signal itself: after ctrl-c a script stops only then.
 *
 * Not for signals that would write a core file: it would hold credentials.
 */
async function endBySignal(signal: NodeJS.Signals): Promise<number> {
  if (['SIGHUP', 'SIGINT', 'SIGKILL', 'SIGTERM', 'SIGALRM'].includes(signal)) {
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
    // Until it arrives.
    await new Promise((resolve) => setTimeout(resolve, 1000))
  }
  return 128 + (signalCodes[signal] ?? 0)
}
