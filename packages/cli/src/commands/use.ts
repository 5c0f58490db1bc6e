import { resolveStorePaths } from '@awsx/store/paths'
import { yesOption } from '../class-confirm.ts'
import { sessionOptions, type Command } from '../command.ts'
import { requireHook } from '../hook-protocol.ts'
import type { Io } from '../io.ts'
import { obtainForPerson } from '../person-session.ts'
import { rememberEntry } from '../picker/remember-entry.ts'
import { formatUse } from '../use-code.ts'

/** `awsx use PROFILE`: the credentials in this shell; the hook evaluates what it prints. */
export const use: Command = {
  spec: {
    name: 'use',
    summary: 'use a profile in this shell (with the hook)',
    usage: '[PROFILE]',
    argument: 'profile',
    options: [...sessionOptions, yesOption],
    examples: ['awsx use web-admin', 'awsx -          # the profile before', 'awsx off'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const shell = requireHook(io, `use ${positionals[0] ?? 'PROFILE'}`)
    const obtained = await obtainForPerson(invocation)
    io.out(formatUse(invocation, obtained, shell))
    // A person's use counts for the order of the picker; one that asks nobody is a script's.
    if (!options.has('no-input')) countUse(io, obtained.given.profile)
    return 0
  },
}

function countUse(io: Io, profile: string): void {
  rememberEntry(resolveStorePaths(io.env).pickerFile, { what: 'use', profile, at: Date.now(), score: 1 })
}
