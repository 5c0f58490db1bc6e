import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'

/** The two builds of awsx. */
export type Flavour = 'native' | 'node'

const dist = join(import.meta.dirname, '../../packages/cli/dist')

/** The build under test, from `AWSX_UNDER_TEST`; `native` where that is not set. */
export function flavourUnderTest(): Flavour {
  return process.env['AWSX_UNDER_TEST'] === 'node' ? 'node' : 'native'
}

/** The file of a build. Throws where it has not been built. */
export function program(flavour: Flavour = flavourUnderTest()): string {
  const path = flavour === 'native' ? join(dist, 'native/awsx') : join(dist, 'node/awsx.js')
  if (!existsSync(path)) throw new Error(`${path} is not there: run npm run build`)
  return path
}

/** Puts `awsx`, and the `node` that its shebang asks for, into a folder for PATH; returns the path of `awsx`. */
export function linkProgram(folder: string, flavour: Flavour = flavourUnderTest()): string {
  const path = join(folder, 'awsx')
  symlinkSync(program(flavour), path)
  symlinkSync(process.execPath, join(folder, 'node'))
  return path
}
