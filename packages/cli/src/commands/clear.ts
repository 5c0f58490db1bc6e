import { clearSessions } from '../clear-sessions.ts'
import { noAgentOption, type Command } from '../command.ts'
import { createEngine } from '../engine.ts'

/** `awsx clear [PROFILE]`: forget sessions; of a profile also the MFA session it comes from. */
export const clear: Command = {
  spec: {
    name: 'clear',
    summary: 'forget sessions: of one profile with the MFA session it comes from, or all',
    usage: '[PROFILE]',
    argument: 'profile',
    options: [noAgentOption],
    examples: ['awsx clear web-admin', 'awsx clear'],
  },
  async run(invocation) {
    const { io, positionals } = invocation
    const engine = createEngine(invocation, { readsAgent: true, handsOn: true })
    const { store } = engine.vault
    const [profile] = positionals
    if (profile === undefined) {
      const files = await store.clearSessions()
      io.say(files === 0 ? 'awsx: there are no sessions' : 'awsx: all sessions are forgotten')
      return 0
    }
    const keys = await engine.vault.keys()
    const now = engine.clock.now()
    const lines = await clearSessions(profile, { vault: engine.vault, now, plan: () => engine.plan(profile, {}, keys) })
    for (const line of lines) io.say(`awsx: ${line}`)
    return 0
  },
}
