import { realpathSync } from 'node:fs'

/** How this very program is started again. */
export interface OwnProgram {
  readonly flavour: 'native' | 'node'
  /** The executable: the native build itself, or Node. Absolute. */
  readonly executable: string
  /** The script of the Node build, absolute; null in the native build. */
  readonly script: string | null
}

/** The program that runs now, wherever a link leads. */
export function ownProgram(): OwnProgram {
  const executable = process.execPath.replace(/ \(deleted\)$/, '')
  if (AWSX_FLAVOUR === 'native') return { flavour: 'native', executable, script: null }
  return { flavour: 'node', executable, script: realpathSync(process.argv[1] ?? '') }
}
