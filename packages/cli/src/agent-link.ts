import { AwsxError } from '@awsx/core'
import {
  callerVariables,
  connectAgent,
  judgeSocket,
  type AgentAbsence,
  type AgentClient,
  type Caller,
  type ClientEvents,
} from '@awsx/agent'
import type { StorePaths } from '@awsx/store'
import { eachAgentPlace } from './agent-place.ts'
import type { Io } from './io.ts'
import type { PersonHere } from './person-here.ts'

/** Connects to the agent of this store; says why there is none to speak to. Throws `config_untrusted`. */
export async function reachAgent(
  paths: StorePaths,
  io: Pick<Io, 'env'>,
  events: ClientEvents,
): Promise<AgentClient | AgentAbsence> {
  let absence: AgentAbsence = 'none'
  for (const place of eachAgentPlace(paths, io.env)) {
    const untrusted = judgeSocket(place, process.geteuid?.() ?? 0)
    if (untrusted !== null) {
      throw new AwsxError('config_untrusted', `the agent is not used: ${untrusted.reason}`, { hint: untrusted.mend })
    }
    const found = await connectAgent(place, events)
    if (typeof found !== 'string') return found
    if (found !== 'none') absence = found
  }
  return absence
}

/** Who asks, for the agent. */
export function describeCaller(io: Io, { hasPerson, terminal }: PersonHere, hasCode: boolean): Caller {
  return {
    env: callerVariables(io.env),
    folder: currentFolder(),
    hasPerson,
    terminal,
    hasCode,
    pid: process.pid,
  }
}

/** Events of a client that is asked nothing. */
export const noQuestions: ClientEvents = {
  answer: async () => {
    throw new AwsxError('mfa_required', 'this command answers no questions')
  },
  notify: () => undefined,
  heard: () => undefined,
}

/** The folder this process is in; the root where that is gone. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}
