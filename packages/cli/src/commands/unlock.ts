import { AwsxError, formatDuration, parseDuration } from '@awsx/core'
import { AgentGoneError, formatCaller } from '@awsx/agent'
import { resolveStorePaths } from '@awsx/store'
import { ensureAgent } from '../agent-control.ts'
import { describeCaller } from '../agent-link.ts'
import { createAgentPerson, takeDeviceIdentity } from '../agent-person.ts'
import type { AgentStatus } from '../agent-status.ts'
import { optionText, type Command } from '../command.ts'
import { requireSealed } from '../require-sealed.ts'
import { findPerson } from '../person-here.ts'
import { openTerminal } from '../terminal.ts'

const longestSeconds = 12 * 3600

/** `awsx unlock`: the passphrase once, for all commands until it is locked. */
export const unlock: Command = {
  spec: {
    name: 'unlock',
    summary: 'unlock the vault for all commands, by the agent',
    usage: '[--for TIME]',
    argument: null,
    options: [{ name: 'for', summary: 'lock again after this time, 12h at most', value: 'TIME' }],
    examples: ['awsx unlock', 'awsx unlock --for 2h'],
  },
  async run({ io, options }) {
    const text = optionText(options, 'for')
    const seconds = text === null ? longestSeconds : parseDuration(text, '--for')
    if (seconds < 1 || seconds > longestSeconds) {
      throw new AwsxError('usage', `--for takes up to 12h, not ${text ?? ''}`, { hint: 'awsx unlock --for 2h' })
    }
    const paths = resolveStorePaths(io.env)
    requireSealed(paths)
    const here = options.has('no-input') ? { hasPerson: false, terminal: null } : findPerson()
    const terminal = async () => (here.hasPerson ? openTerminal(io.env) : null)
    const identity = () => takeDeviceIdentity({ io, paths, terminal })
    const person = createAgentPerson({ io, code: null, identity, terminal })
    const request = { op: 'unlock', forMs: seconds * 1000, caller: formatCaller(describeCaller(io, here, false)) }

    async function askAgent(): Promise<AgentStatus> {
      const client = await ensureAgent(paths, io, person)
      try {
        return (await client.request(request)) as unknown as AgentStatus
      } finally {
        await person.quiet()
        client.close()
      }
    }

    const { locksAt } = await askAgent().catch(async (error: unknown) => {
      // It was ended, or its time was over, in this moment.
      if (!(error instanceof AgentGoneError)) throw error
      return await askAgent()
    })
    const left = locksAt === null ? seconds : Math.ceil((locksAt - Date.now()) / 1000)
    // Only the passphrase makes it longer, and an agent that is open does not ask for it.
    const isShort = seconds - left > 60
    io.say(`awsx: unlocked for ${formatDuration(left)}${isShort ? '; awsx lock first, for longer' : ''}`)
    return 0
  },
}
