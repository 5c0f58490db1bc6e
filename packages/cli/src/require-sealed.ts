import { existsSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import type { StorePaths } from '@awsx/store'

/** Throws `locked` where there is nothing yet that a passphrase opens. */
export function requireSealed({ identityFile, deviceFile }: StorePaths): void {
  if (existsSync(identityFile) || existsSync(deviceFile)) return
  throw new AwsxError('locked', 'there is no vault with a passphrase yet', { hint: 'awsx add PROFILE makes one' })
}
