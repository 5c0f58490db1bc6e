import { toEnvChange } from '@awsx/core'
import { resolveStorePaths } from '@awsx/store/paths'
import { yesOption } from '../class-confirm.ts'
import { sessionOptions, type Command } from '../command.ts'
import { formatHookUse, requireHook } from '../hook-protocol.ts'
import { sessionEnvInput } from '../given-session.ts'
import type { Io } from '../io.ts'
import { obtainForPerson } from '../person-session.ts'

/** `awsx use PROFILE`: the credentials in this shell; the hook evaluates what it prints. */
export const use: Command = {
  spec: {
    name: 'use',
    summary: 'use a profile in this shell (with the hook)',
    usage: '[PROFILE]',
    argument: 'profile',
    options: [...sessionOptions, yesOption],
    examples: ['awsx use web-admin', 'awsx off'],
  },
  async run(invocation) {
    const { io, options, positionals } = invocation
    const shell = requireHook(io, `use ${positionals[0] ?? 'PROFILE'}`)
    const { given, settings } = await obtainForPerson(invocation)
    const change = toEnvChange(sessionEnvInput(given, settings), io.env)
    io.out(formatHookUse(change, shell))
    // A person's use counts for the order of the picker; a renewal, which asks nobody, is none.
    if (!options.has('no-input')) await countUse(io, given.profile)
    return 0
  },
}

async function countUse(io: Io, profile: string): Promise<void> {
  const { rememberEntry } = await import('../picker/memory.ts')
  rememberEntry(resolveStorePaths(io.env).pickerFile, { what: 'use', profile, at: Date.now(), score: 1 })
}
