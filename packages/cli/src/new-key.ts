import {
  AwsxError,
  commandWord,
  isAccessKeyId,
  isSecretAccessKey,
  parseCredentialProcess,
  Secret,
  type Credentials,
} from '@awsx/core'
import type { Invocation } from './command.ts'
import type { Engine } from './engine.ts'

const stdinLimit = 65_536

/**
 * The access key that is to be added: from the environment, from stdin, or typed.
 *
 * Throws `usage` for a text that is no key and for temporary credentials, `confirmation_required` where nobody can type.
 */
export async function readNewKey(engine: Engine, { options }: Invocation, profile: string): Promise<Credentials> {
  if (options.has('from-env') && options.has('stdin')) {
    throw new AwsxError('usage', '--from-env and --stdin exclude each other')
  }
  const credentials = options.has('from-env')
    ? fromEnvironment(engine.io.env)
    : options.has('stdin')
      ? await fromStdin(engine.clock.now(), profile)
      : await fromTerminal(engine, profile)
  if (credentials.sessionToken !== null) {
    throw new AwsxError('usage', 'these are temporary credentials; the vault keeps long-term keys', {
      hint: 'give the access key of an IAM user, which has no session token',
    })
  }
  if (!isAccessKeyId(credentials.accessKeyId)) throw notAKey('the access key id')
  if (!isSecretAccessKey(credentials.secretAccessKey.reveal())) throw notAKey('the secret access key')
  return credentials
}

function fromEnvironment(env: Engine['io']['env']): Credentials {
  const id = env['AWS_ACCESS_KEY_ID']
  const secret = env['AWS_SECRET_ACCESS_KEY']
  if (!id || !secret) {
    throw new AwsxError('usage', 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set')
  }
  const token = env['AWS_SESSION_TOKEN']
  return { accessKeyId: id, secretAccessKey: new Secret(secret), sessionToken: token ? new Secret(token) : null }
}

async function fromStdin(now: number, profile: string): Promise<Credentials> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    size += bytes.length
    if (size > stdinLimit) throw new AwsxError('usage', 'more than 64 KiB came on stdin; that is no key')
    chunks.push(bytes)
  }
  try {
    return parseCredentialProcess(Buffer.concat(chunks).toString('utf8'), now, profile).credentials
  } catch (cause) {
    throw new AwsxError('usage', 'what came on stdin is not credential_process JSON with a key', {
      hint: '{"Version": 1, "AccessKeyId": "…", "SecretAccessKey": "…"}',
      cause,
    })
  }
}

async function fromTerminal(engine: Engine, profile: string): Promise<Credentials> {
  const person = engine.terminal()
  if (person === null) {
    throw new AwsxError(
      'confirmation_required',
      `the key of '${profile}' has to be typed, and there is nobody to ask`,
      {
        hint: `awsx add ${commandWord(profile)} --from-env, or --stdin with credential_process JSON`,
      },
    )
  }
  const id = (await person.ask('Access key id: ', 'plain')).reveal().trim()
  if (!isAccessKeyId(id)) throw notAKey('the access key id')
  const secret = (await person.ask('Secret access key (not shown): ', 'hidden')).reveal().trim()
  return { accessKeyId: id, secretAccessKey: new Secret(secret), sessionToken: null }
}

function notAKey(what: string): AwsxError {
  return new AwsxError('usage', `${what} has a form AWS never gives`, {
    hint: 'an id has capitals and digits (AKIA…), a secret forty characters; copy both again',
  })
}
