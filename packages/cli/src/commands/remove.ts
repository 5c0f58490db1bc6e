import { AwsxError, commandWord, nearestNames, safe } from '@awsx/core'
import { noAgentOption, type Command } from '../command.ts'
import { createEngine } from '../engine.ts'

/** `awsx remove PROFILE`: take a key out of the vault, with its sessions. */
export const remove: Command = {
  spec: {
    name: 'remove',
    summary: 'take a key out of the vault, with its sessions',
    usage: 'PROFILE',
    argument: 'profile',
    options: [
      { name: 'purge', summary: 'also delete the older generations of the vault, which still hold it', value: null },
      { name: 'yes', summary: 'do not ask', value: null },
      noAgentOption,
    ],
    examples: ['awsx remove identity', 'awsx remove identity --purge'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const [profile] = positionals
    if (profile === undefined) throw new AwsxError('usage', 'which profile?', { hint: 'awsx list' })
    const engine = createEngine(invocation, { readsAgent: true, handsOn: true })
    const keys = await engine.vault.keys()
    const key = keys.get(profile)
    if (key === undefined) {
      const near = nearestNames(profile, keys.keys())
      throw new AwsxError('profile_not_found', `the vault has no key for '${profile}'`, {
        hint: near.length > 0 ? `did you mean ${near.join(', ')}?` : 'awsx list',
      })
    }
    if (!options.has('yes')) {
      const person = engine.terminal()
      if (person === null) {
        throw new AwsxError('confirmation_required', `removing the key of '${profile}' has to be confirmed`, {
          hint: `awsx remove ${commandWord(profile)} --yes`,
        })
      }
      if (!(await person.confirm(`Remove key ${safe(key.accessKeyId)} of ${safe(profile)} from the vault?`))) {
        throw new AwsxError('cancelled', 'nothing was removed')
      }
    }
    const { store } = engine.vault
    await store.keys.remove(profile, { purge: options.has('purge') })
    for (const record of await store.sessions.list()) {
      if (record.profile === profile || record.key.includes(key.accessKeyId)) await store.sessions.delete(record.key)
    }
    io.say(`awsx: the key of ${safe(profile)} is removed; AWS still has it until you delete it in IAM`)
    return 0
  },
}
