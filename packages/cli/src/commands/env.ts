import {
  AwsxError,
  formatDotenv,
  formatEnvChange,
  formatIniProfile,
  toEnvChange,
  toEnvJson,
  type Shell,
} from '@awsx/core'
import { sessionOptions, type Command, type Invocation } from '../command.ts'
import { createEngine, type Engine, type Obtained } from '../engine.ts'
import { readShell } from '../calling-shell.ts'
import type { Io } from '../io.ts'
import { formatJson } from '../json-text.ts'
import { resolveProfileName } from '../profile-name.ts'
import { sessionEnvInput } from '../session-env-input.ts'
import { readSessionRequest } from '../session-request.ts'

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
    ],
    examples: [
      'eval "$(awsx env web-admin)"',
      'awsx env web-admin --shell fish | source',
      'docker run --env-file <(awsx env web-admin --format dotenv) IMAGE',
    ],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const format = readFormat(invocation)
    const shell = readShell(options.get('shell'), io.env)
    const engine = createEngine(invocation)
    const obtained = await engine.obtain(await resolveProfileName(engine, positionals[0]), readSessionRequest(options))
    io.out(formatObtained(engine, obtained, format, shell))
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

function formatObtained(engine: Engine, { plan, session }: Obtained, format: string, shell: Shell): string {
  const { io, settings } = engine
  switch (format) {
    case 'json':
      return formatJson(toEnvJson(session, plan.profile, plan.region))
    case 'ini':
      return formatIniProfile(session, plan.profile, plan.region)
    case 'dotenv':
      return formatDotenv(toEnvChange(sessionEnvInput(plan, session, settings), io.env))
    default:
      return formatEnvChange(toEnvChange(sessionEnvInput(plan, session, settings), io.env), shell)
  }
}
