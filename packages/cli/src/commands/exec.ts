import { withoutSecrets } from '@awsx/aws'
import { applyEnvChange, AwsxError, exitCodeOf, toEnvChange } from '@awsx/core'
import { yesOption } from '../class-confirm.ts'
import { sessionOptions, type Command } from '../command.ts'
import { formatError } from '../error-text.ts'
import { sessionEnvInput } from '../given-session.ts'
import { obtainForPerson } from '../person-session.ts'
import { replaceProcess } from '../replace-process.ts'
import { readVia, tokenVariableOption, viaOption } from '../via.ts'

/** What `exec` ends with when awsx itself fails, so that it is not taken for the command's own code. */
const failedBeforeCommand = 125

/** `awsx exec PROFILE -- COMMAND`: the process becomes the command, but for `--via endpoint`. */
export const exec: Command = {
  spec: {
    name: 'exec',
    summary: 'run a command with credentials',
    usage: '[PROFILE] -- COMMAND [ARGUMENTS]',
    argument: 'profile',
    takesCommand: true,
    options: [viaOption, tokenVariableOption, ...sessionOptions, yesOption],
    examples: [
      'awsx exec web-admin -- terraform plan',
      'awsx exec web-admin --read-only -- aws s3 ls',
      'awsx exec web-admin --via endpoint -- ./two-day-job',
      'awsx exec web-admin',
    ],
  },
  async run(invocation) {
    const { io, options, rest } = invocation
    const command = rest === null || rest.length === 0 ? [io.env['SHELL'] || '/bin/sh'] : rest
    const via = readVia(options)
    if (via === 'endpoint') return await (await import('../exec-via-endpoint.ts')).execViaEndpoint(invocation, command)
    if (via === 'profile') return await (await import('../exec-via-profile.ts')).execViaProfile(invocation, command)
    const { given, settings } = await obtainForPerson(invocation)
    const change = toEnvChange(sessionEnvInput(given, settings), io.env)
    return replaceProcess(command, withoutSecrets(applyEnvChange(io.env, change)), io)
  },
  /** The command's own codes are kept apart from those of awsx. */
  failed(io, _words, error) {
    io.say(formatError(error))
    const code = error instanceof AwsxError ? exitCodeOf(error.code) : 1
    if (code === 130) return code
    io.say(`awsx: the command was not started (exit code ${code} of awsx)`)
    return failedBeforeCommand
  },
}
