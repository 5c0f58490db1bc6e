import { accessSync, constants, statSync } from 'node:fs'
import { dirname, isAbsolute } from 'node:path'
import { findProgram } from '@awsx/aws'

/** What the first word of a program line leads to. */
export type ProgramFile =
  | { readonly kind: 'relative' | 'not-in-path' | 'missing' | 'no-file' }
  | { readonly kind: 'not-executable'; readonly path: string }
  /** `path` is the program or its folder: whoever can write there decides what runs. */
  | { readonly kind: 'writable' | 'foreign'; readonly path: string; readonly uid: number }
  | { readonly kind: 'ready' }

/** Looks a program up as awsx does when it runs one, and at who could change it. */
export function lookUpProgram(name: string, searchPath: string, uid: number): ProgramFile {
  if (!isAbsolute(name) && name.includes('/')) return { kind: 'relative' }
  const path = findProgram(name, searchPath)
  if (path === null) return isAbsolute(name) ? whyNot(name) : { kind: 'not-in-path' }
  for (const place of [path, dirname(path)]) {
    const stats = statSync(place)
    if (stats.uid !== uid && stats.uid !== 0) return { kind: 'foreign', path: place, uid: stats.uid }
    // In a sticky folder others can add files, but not replace this one.
    if ((stats.mode & 0o002) !== 0 && (stats.mode & 0o1000) === 0)
      return { kind: 'writable', path: place, uid: stats.uid }
  }
  return { kind: 'ready' }
}

function whyNot(path: string): ProgramFile {
  try {
    if (!statSync(path).isFile()) return { kind: 'no-file' }
    accessSync(path, constants.X_OK)
    return { kind: 'missing' }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' ? { kind: 'not-executable', path } : { kind: 'missing' }
  }
}
