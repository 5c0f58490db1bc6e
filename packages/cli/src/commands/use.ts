import { toEnvChange } from '@awsx/core'
import { renewalTime } from '@awsx/agent'
import { sessionOptions, type Command } from '../command.ts'
import { formatHookUse, requireHook } from '../hook-protocol.ts'
import { sessionEnvInput } from '../given-session.ts'
import { obtainSession } from '../obtain-session.ts'
import { formatUseAgain } from '../use-again.ts'

/** `awsx use PROFILE`: the credentials in this shell; the hook evaluates what it prints. */
export const use: Command = {
  spec: {
    name: 'use',
    summary: 'use a profile in this shell (with the hook)',
    usage: '[PROFILE]',
    argument: 'profile',
    options: sessionOptions,
    examples: ['awsx use web-admin', 'awsx -          # the profile before', 'awsx off'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const shell = requireHook(io, `use ${positionals[0] ?? 'PROFILE'}`)
    const { given, settings } = await obtainSession(invocation)
    const change = toEnvChange(sessionEnvInput(given, settings), io.env)
    const sequel = { renewsAt: renewalTime(given.session), again: formatUseAgain(given.profile, options) }
    io.out(formatHookUse(change, shell, undefined, sequel))
    return 0
  },
}
