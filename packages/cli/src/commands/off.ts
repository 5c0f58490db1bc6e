import { clearSessionEnv } from '@awsx/core'
import type { Command } from '../command.ts'
import { formatHookOff, requireHook } from '../hook-protocol.ts'

/** `awsx off`: the shell's old environment; in a shell that did not `use`, awsx's variables go. */
export const off: Command = {
  spec: {
    name: 'off',
    summary: 'give this shell its old environment back',
    usage: '',
    argument: null,
    options: [],
    examples: ['awsx off'],
  },
  async run({ io }) {
    const shell = requireHook(io, 'off')
    io.out(formatHookOff(clearSessionEnv(io.env), io.env, shell))
    return 0
  },
}
