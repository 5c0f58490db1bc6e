import { realpathSync } from 'node:fs'
import { quoteForShell } from '@awsx/core'

/** The absolute path of this program, as one word of a `credential_process` line. */
export function awsxCommand(): string {
  const path = AWSX_FLAVOUR === 'native' ? process.execPath : realpathSync(process.argv[1] ?? '')
  return /^[\w/.@%+=:-]+$/.test(path) ? path : quoteForShell('posix', path)
}
