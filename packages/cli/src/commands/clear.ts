import { formatDuration, safe } from '@awsx/core'
import type { Command } from '../command.ts'
import { createEngine } from '../engine.ts'

/** `awsx clear [PROFILE]`: forget sessions; of a profile also the MFA session it comes from. */
export const clear: Command = {
  spec: {
    name: 'clear',
    summary: 'forget sessions: of one profile with the MFA session it comes from, or all',
    usage: '[PROFILE]',
    argument: 'profile',
    options: [],
    examples: ['awsx clear web-admin', 'awsx clear'],
  },
  async run(invocation) {
    const { io, positionals } = invocation
    const engine = createEngine(invocation)
    const { store } = engine.vault
    const [profile] = positionals
    if (profile === undefined) {
      const files = await store.clearSessions()
      io.say(files === 0 ? 'awsx: there are no sessions' : 'awsx: all sessions are forgotten')
      return 0
    }
    const keys = await engine.vault.keys()
    const plan = engine.plan(profile, {}, keys)
    const profiles = new Set(plan.steps.map((step) => step.profile))
    profiles.add(profile)
    const now = engine.clock.now()
    let count = 0
    for (const record of await store.sessions.list()) {
      if (!profiles.has(record.profile)) continue
      await store.sessions.delete(record.key)
      count += 1
      const left = Math.floor(((record.session.expiresAt ?? now) - now) / 1000)
      io.say(
        `awsx: forgot ${record.api} of ${safe(record.profile)} (${left > 0 ? `${formatDuration(left)} were left` : 'it was over'})`,
      )
    }
    if (count === 0) io.say(`awsx: there are no sessions of ${safe(profile)}`)
    return 0
  },
}
