import {
  AwsxError,
  clearSessionEnv,
  commandWord,
  endpointVariables,
  findSetting,
  formatEnvChange,
  safe,
  type ProfileGraph,
} from '@awsx/core'
import { readShell } from '../calling-shell.ts'
import { jsonOption, optionText, sessionOptions, type Command, type Invocation } from '../command.ts'
import { createEngine } from '../engine.ts'
import { openEndpointSource } from '../endpoint-source.ts'
import { formatJson } from '../json-text.ts'
import { openServing, type Serving } from '../serving.ts'
import { tokenVariableOption } from '../via.ts'

/** `awsx serve PROFILE`: a container-credentials endpoint for one profile, in front until it is ended. */
export const serve: Command = {
  spec: {
    name: 'serve',
    summary: 'serve credentials to SDKs, renewed, until ended',
    usage: '[PROFILE] [--port N] [--json]',
    argument: 'profile',
    options: [
      { name: 'port', summary: 'the port on 127.0.0.1; a free one when not given', value: 'N' },
      tokenVariableOption,
      { name: 'shell', summary: 'bash, zsh, fish or posix; the calling shell when not given', value: 'SHELL' },
      jsonOption,
      ...sessionOptions,
    ],
    examples: ['awsx serve web-admin', 'awsx serve web-admin --port 9911 --json'],
  },
  async run(invocation) {
    const { io, options } = invocation
    const port = readPort(options)
    const shell = readShell(options.get('shell'), io.env)
    const engine = createEngine(invocation)
    const source = await openEndpointSource(engine, invocation)
    const serving = await openServing(engine, source, { port, tokenAsVariable: options.has('token-variable') })
    try {
      const ended = signalled()
      const variables = variablesFor(serving, engine.awsFiles().graph)
      if (options.has('json')) io.out(formatJson(Object.fromEntries(variables)))
      else {
        const unset = clearSessionEnv({}).unset.filter((name) => !variables.has(name))
        io.out(formatEnvChange({ unset, set: variables }, shell))
      }
      io.say(`awsx: serving ${safe(source.input.profile)} on 127.0.0.1, ctrl-c ends it`)
      await ended
      return 0
    } finally {
      await serving.close()
    }
  },
}

function readPort(options: Invocation['options']): number {
  const text = optionText(options, 'port')
  if (text === null) return 0
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0
  if (port >= 1024 && port <= 65_535) return port
  throw new AwsxError('usage', `--port: '${text}' is no port from 1024 to 65535`, {
    hint: `awsx serve ${commandWord('PROFILE')} --port 9911`,
  })
}

/** Where `[default]` has credentials of its own, SDKs would take those: then the files they read go as well. */
function variablesFor({ place, files }: Serving, graph: ProfileGraph): Map<string, string> {
  const variables = new Map(endpointVariables(place))
  const profile = graph.profiles.get('default')
  const sources = /^(?:aws_access_key_id|role_arn|credential_process|web_identity_token_file|login_session|sso_\w+)$/
  const isSource = (key: string): boolean =>
    sources.test(key) && profile !== undefined && findSetting(profile, key) !== null
  if (profile === undefined || ![...profile.settings.keys()].some(isSource)) return variables
  return variables.set('AWS_CONFIG_FILE', files.config).set('AWS_SHARED_CREDENTIALS_FILE', files.credentials)
}

function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve())
  })
}
