import { AwsxError } from '@awsx/core'
import { sessionOptions, type Command } from '../command.ts'
import { requireHook } from '../hook-protocol.ts'
import { parseUseAgain, previousVariable } from '../use-again.ts'
import { use } from './use.ts'

/** `awsx -`: the profile that this shell used before, with the options it was used with, like `cd -`. */
export const previous: Command = {
  spec: {
    name: '-',
    summary: 'use the previous profile again (with the hook)',
    usage: '',
    argument: null,
    options: sessionOptions,
    examples: ['awsx -'],
  },
  async run(invocation) {
    const { io, options } = invocation
    requireHook(io, '-')
    const before = parseUseAgain(io.env[previousVariable], sessionOptions)
    if (before === null) {
      throw new AwsxError('usage', 'this shell has not used a profile before', { hint: 'awsx use PROFILE' })
    }
    return await use.run({ io, ...before, options: new Map([...before.options, ...options]) })
  },
}
