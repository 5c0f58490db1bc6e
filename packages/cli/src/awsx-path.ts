import { realpathSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { quoteForShell } from '@awsx/core'

/**
 * The absolute path of this program, as one word of a `credential_process` line.
 *
 * The place on PATH that leads here is preferred to the file itself: it stays when a new version is installed.
 */
export function awsxCommand(env: Readonly<Record<string, string | undefined>>): string {
  const own = AWSX_FLAVOUR === 'native' ? process.execPath.replace(/ \(deleted\)$/, '') : (process.argv[1] ?? '')
  const real = realPath(own)
  const places = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder))
  const path = places.map((folder) => join(folder, 'awsx')).find((place) => real !== null && realPath(place) === real)
  return quoted(path ?? real ?? own)
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}

function quoted(path: string): string {
  return /^[\w/.@%+=:-]+$/.test(path) ? path : quoteForShell('posix', path)
}
