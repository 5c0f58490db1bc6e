import { formatCredentialProcess } from '@awsx/core'
import { sessionOptions, type Command } from '../command.ts'
import { createEngine } from '../engine.ts'
import { resolveProfileName } from '../profile-name.ts'
import { readSessionRequest } from '../session-request.ts'

/** `awsx credential-process PROFILE`: the JSON of `credential_process`, version 1. */
export const credentialProcess: Command = {
  spec: {
    name: 'credential-process',
    summary: 'print credentials for credential_process',
    usage: '[PROFILE]',
    argument: 'profile',
    options: sessionOptions,
    examples: ['credential_process = /usr/local/bin/awsx credential-process identity   # in ~/.aws/config'],
  },
  async run(invocation) {
    const engine = createEngine(invocation)
    const profile = await resolveProfileName(engine, invocation.positionals[0])
    const { session } = await engine.obtain(profile, readSessionRequest(invocation.options))
    invocation.io.out(formatCredentialProcess(session))
    return 0
  },
}
