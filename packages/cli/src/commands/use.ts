import { toEnvChange } from '@awsx/core'
import { sessionOptions, type Command } from '../command.ts'
import { createEngine } from '../engine.ts'
import { formatHookUse, requireHook } from '../hook-protocol.ts'
import { resolveProfileName } from '../profile-name.ts'
import { sessionEnvInput } from '../session-env-input.ts'
import { readSessionRequest } from '../session-request.ts'

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
    const { io, positionals, options } = invocation
    const shell = requireHook(io, `use ${positionals[0] ?? 'PROFILE'}`)
    const engine = createEngine(invocation)
    const obtained = await engine.obtain(await resolveProfileName(engine, positionals[0]), readSessionRequest(options))
    const change = toEnvChange(sessionEnvInput(obtained.plan, obtained.session, engine.settings), io.env)
    io.out(formatHookUse(change, shell))
    return 0
  },
}
