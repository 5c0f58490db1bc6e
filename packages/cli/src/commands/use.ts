import { toEnvChange } from '@awsx/core'
import { sessionOptions, type Command } from '../command.ts'
import { formatHookUse, requireHook } from '../hook-protocol.ts'
import { sessionEnvInput } from '../given-session.ts'
import { obtainSession } from '../obtain-session.ts'

/** `awsx use PROFILE`: the credentials in this shell; the hook evaluates what it prints. */
export const use: Command = {
  spec: {
    name: 'use',
    summary: 'use a profile in this shell (with the hook)',
    usage: '[PROFILE]',
    argument: 'profile',
    options: sessionOptions,
    examples: ['awsx use web-admin', 'awsx off'],
  },
  async run(invocation) {
    const { io, positionals } = invocation
    const shell = requireHook(io, `use ${positionals[0] ?? 'PROFILE'}`)
    const { given, settings } = await obtainSession(invocation)
    const change = toEnvChange(sessionEnvInput(given, settings), io.env)
    io.out(formatHookUse(change, shell))
    return 0
  },
}
