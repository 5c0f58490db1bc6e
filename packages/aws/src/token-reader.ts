import { AwsxError, Secret } from '@awsx/core'
import type { TokenReader } from '@awsx/core'
import { readRegularFile } from './regular-file.ts'

const limitBytes = 65_536

/**
 * Reads web identity token files: regular files (also behind symbolic links, as Kubernetes mounts them) of at most
 * 64 KiB with one token of printable ASCII; blanks around it are dropped.
 *
 * The token throws `config_unreadable` when it is missing, empty or not a token.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export function createTokenReader(): TokenReader {
  return {
    async read(path) {
      const file = readRegularFile(path, limitBytes)
      if (file === null) throw unusable(path, 'there is no such file')
      const token = file.bytes.toString('latin1').trim()
      if (token === '') throw unusable(path, 'it is empty')
      if (!/^[\x21-\x7e]+$/.test(token)) throw unusable(path, 'it is not one token of printable characters')
      return new Secret(token)
    },
  }
}

function unusable(path: string, reason: string): AwsxError {
  return new AwsxError('config_unreadable', `the web identity token file ${path} cannot be used: ${reason}`, {
    hint: 'check web_identity_token_file of the profile, or AWS_WEB_IDENTITY_TOKEN_FILE',
  })
}
