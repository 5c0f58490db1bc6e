import { AwsxError, formatDuration, safe, type StoredKey } from '@awsx/core'
import { noAgentOption, type Command } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'

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
    const { profiles, failure } = sourcesOf(engine, profile, await engine.vault.keys())
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
    if (count === 0 && failure !== null) throw failure
    if (count === 0) io.say(`awsx: there are no sessions of ${safe(profile)}`)
    return 0
  },
}

/** The profiles whose sessions lead to `profile`; of one that left the files only its own are known. */
function sourcesOf(
  engine: Engine,
  profile: string,
  keys: ReadonlyMap<string, StoredKey>,
): { readonly profiles: ReadonlySet<string>; readonly failure: unknown } {
  try {
    const plan = engine.plan(profile, {}, keys)
    return { profiles: new Set([profile, ...plan.steps.map((step) => step.profile)]), failure: null }
  } catch (failure) {
    if (failure instanceof AwsxError) return { profiles: new Set([profile]), failure }
    throw failure
  }
}
