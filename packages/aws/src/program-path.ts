import { accessSync, constants, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/**
 * Where the program `name` is: itself when it is an absolute path, else the first match in the absolute folders of
 * `searchPath`; null when there is none.
 *
 * Empty and relative entries of the search path (which mean the current folder) and relative names with a slash find
 * nothing: what runs does not depend on where awsx is started.
 */
export function findProgram(name: string, searchPath: string): string | null {
  if (isAbsolute(name)) return isExecutable(name) ? name : null
  if (name === '' || name.includes('/')) return null
  for (const folder of searchPath.split(':')) {
    if (isAbsolute(folder) && isExecutable(join(folder, name))) return join(folder, name)
  }
  return null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
