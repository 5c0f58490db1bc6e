import { isRecord, numberOf } from '@awsx/agent/wire'
import { resolveStorePaths } from '@awsx/store'
import { dismissAgent, dismissedText, findAgent, replyOf } from '../agent-control.ts'
import type { Command } from '../command.ts'

const longestWaitMs = 2_000
const stepMs = 5

/** `awsx lock`: the agent forgets everything, at once. */
export const lock: Command = {
  spec: {
    name: 'lock',
    summary: 'lock the vault: the agent forgets key and sessions',
    usage: '',
    argument: null,
    options: [],
    examples: ['awsx lock'],
  },
  async run({ io }) {
    const paths = resolveStorePaths(io.env)
    const client = await findAgent(paths, io)
    if (client === null) {
      const isDismissed = await dismissAgent(paths, io)
      io.say(isDismissed ? `awsx: ${dismissedText}` : 'awsx: no agent runs, so nothing is unlocked')
      return 0
    }
    const reply = await replyOf(client, { op: 'lock' })
    const endpoints = isRecord(reply) ? (numberOf(reply, 'endpoints') ?? 0) : 0
    if (endpoints > 0) {
      const keep =
        endpoints === 1
          ? '1 endpoint keeps what it needs until it ends'
          : `${endpoints} endpoints keep what they need until they end`
      io.say(`awsx: locked; ${keep}`)
      return 0
    }
    // The agent begins anew, with empty memory: when it is back, or gone for good, it is done.
    for (let waited = 0; waited < longestWaitMs; waited += stepMs) {
      const next = await findAgent(paths, io)
      next?.close()
      if (next !== null) break
      await new Promise((resolve) => setTimeout(resolve, stepMs))
    }
    io.say('awsx: locked')
    return 0
  },
}
