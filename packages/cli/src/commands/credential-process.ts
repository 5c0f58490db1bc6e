import { formatCredentialProcess } from '@awsx/core'
import { sessionOptions, type Command } from '../command.ts'
import { obtainSession } from '../obtain-session.ts'
import { settingsOf } from '../settings.ts'

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
    const { given } = await obtainSession(invocation, settingsOf(invocation.io.env))
    invocation.io.out(formatCredentialProcess(given.session))
    return 0
  },
}
