import type { AgentAbsence } from '@awsx/agent'
import { AwsxError } from '@awsx/core'
import { noQuestions, reachAgent } from '../agent-link.ts'
import type { AgentStatus } from '../agent-status.ts'
import { note, problem, type Check, type Checked, type Finding } from './finding.ts'

/** The agent: whether its socket can be trusted, whether it speaks this version, and what protects it. */
export const agentCheck: Check = {
  name: 'agent',
  async run({ paths, env }) {
    if (paths === null) return { what: 'no agent', findings: [] }
    try {
      const found = await reachAgent(paths, { env }, noQuestions)
      if (typeof found === 'string') return judgeAbsence(found)
      const status = (await found.request({ op: 'status' })) as unknown as AgentStatus
      found.close()
      return judgeAgent(status, AWSX_VERSION)
    } catch (error) {
      if (!(error instanceof AwsxError) || error.code !== 'config_untrusted') throw error
      const why = 'who can put a socket there is sent your passphrase'
      return {
        what: 'the agent',
        findings: [problem('agent_untrusted', { message: error.message, why, fix: error.hint })],
      }
    }
  },
}

/** What there is to say of no agent. */
export function judgeAbsence(absence: AgentAbsence): Checked {
  if (absence === 'none') return { what: 'no agent', findings: [] }
  const message =
    absence === 'silent' ? 'the agent does not answer' : 'the agent is of a version that this awsx does not speak'
  const why = 'every command unlocks by itself meanwhile'
  return { what: 'the agent', findings: [problem('agent_unusable', { message, why, fix: 'awsx unlock' })] }
}

/** What there is to say of an agent that runs. `awsx` is our own version. */
export function judgeAgent(status: AgentStatus, awsx: string): Checked {
  const findings: Finding[] = []
  if (status.awsx !== awsx) {
    const message = `the agent is of awsx ${status.awsx}, and this is ${awsx}`
    findings.push(
      note('agent_other_build', { message, why: 'it has the faults of that version', fix: 'awsx agent stop' }),
    )
  }
  // These hold in every build, unless somebody started the agent by hand.
  const owed = ['noCoreFile', 'noDebugger', 'ownEnvironment', ...(status.flavour === 'node' ? ['permissions'] : [])]
  const missing = owed.filter((name) => status.hardening[name] !== true)
  if (missing.length > 0) {
    const message = `the agent runs without ${missing.join(', ')}`
    const why = 'what it knows is easier to get at'
    findings.push(problem('agent_exposed', { message, why, fix: 'awsx agent stop' }))
  }
  const wanted = ['noTracing', 'peerUser'].filter((name) => status.hardening[name] !== true)
  if (wanted.length > 0) {
    const message = `the agent of this build has no ${wanted.join(' and no ')}`
    findings.push(note('agent_runtime', { message, why: 'its runtime cannot; the native build can on Linux' }))
  }
  return { what: `the agent (${status.locked ? 'locked' : 'unlocked'})`, findings }
}
