import {
  AwsxError,
  formatDotenv,
  formatEnvChange,
  formatIniProfile,
  toEnvChange,
  toEnvJson,
  type Shell,
} from '@awsx/core'
import { yesOption } from '../class-confirm.ts'
import { sessionOptions, type Command, type Invocation } from '../command.ts'
import { readShell } from '../calling-shell.ts'
import { sessionEnvInput } from '../given-session.ts'
import type { Io } from '../io.ts'
import { formatJson } from '../json-text.ts'
import type { ObtainedSession } from '../obtain-session.ts'
import { obtainForPerson } from '../person-session.ts'

const formats = ['shell', 'dotenv', 'json', 'ini']

/** `awsx env PROFILE`: credentials as text, for `eval`, `docker --env-file` or a program. */
export const env: Command = {
  spec: {
    name: 'env',
    summary: 'print credentials as shell code, for eval',
    usage: '[PROFILE] [--shell SHELL | --format FORMAT]',
    argument: 'profile',
    options: [
      { name: 'shell', summary: 'bash, zsh, fish or posix; the calling shell when not given', value: 'SHELL' },
      { name: 'format', summary: 'dotenv, json or ini instead of shell code', value: 'FORMAT' },
      ...sessionOptions,
      yesOption,
    ],
    examples: [
      'eval "$(awsx env web-admin)"',
      'awsx env web-admin --shell fish | source',
      'docker run --env-file <(awsx env web-admin --format dotenv) IMAGE',
    ],
  },
  async run(invocation) {
    const { io, options } = invocation
    const format = readFormat(invocation)
    const shell = readShell(options.get('shell'), io.env)
    io.out(formatObtained(await obtainForPerson(invocation), format, shell, io.env))
    return 0
  },
  /** So that `eval "$(awsx env p)" && deploy` does not go on with old credentials. */
  failed(io, words) {
    if (!/(^|\n)--format[=\n](?!shell(\n|$))/.test(words.join('\n'))) sayFalse(io)
    return null
  },
}

/** When stdout itself is what failed, the first error is the one to show. */
function sayFalse(io: Io): void {
  try {
    io.out('false\n')
  } catch {
    return
  }
}

function readFormat({ options }: Invocation): string {
  const format = options.get('format') ?? 'shell'
  if (typeof format === 'string' && formats.includes(format)) return format
  throw new AwsxError('usage', `there is no format '${String(format)}'`, { hint: 'dotenv, json, ini or shell' })
}

function formatObtained({ given, settings }: ObtainedSession, format: string, shell: Shell, own: Io['env']): string {
  const { session, profile, region } = given
  switch (format) {
    case 'json':
      return formatJson(toEnvJson(session, profile, region))
    case 'ini':
      return formatIniProfile(session, profile, region)
    case 'dotenv':
      return formatDotenv(toEnvChange(sessionEnvInput(given, settings), own))
    default:
      return formatEnvChange(toEnvChange(sessionEnvInput(given, settings), own), shell)
  }
}
