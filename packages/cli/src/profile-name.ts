import { AwsxError, safe } from '@awsx/core'
import type { Engine } from './engine.ts'

/**
 * The profile a person means: the word given, else `AWSX_PROFILE`, else `AWS_PROFILE`.
 *
 * On a terminal a part of a name is enough when only one profile has it. Throws `usage` without a name; a name that
 * fits nothing is left to the plan, which knows the vault.
 */
export function resolveProfileName(engine: Engine, given: string | undefined): string {
  const { io } = engine
  if (given !== undefined) return given === '' ? missing() : completeName(engine, given)
  return io.env['AWSX_PROFILE'] || io.env['AWS_PROFILE'] || missing()
}

function completeName(engine: Engine, given: string): string {
  const names = [...engine.awsFiles().graph.profiles.keys()]
  if (names.includes(given) || given.length < 2 || !engine.io.errIsTerminal || engine.terminal() === null) return given
  const wanted = given.toLowerCase()
  const fits = names.filter((name) => name.toLowerCase().includes(wanted))
  const [only] = fits
  if (only === undefined || fits.length > 1) return given
  engine.io.say(`awsx: ${safe(given)} is taken as ${safe(only)}`)
  return only
}

function missing(): never {
  throw new AwsxError('usage', 'which profile?', { hint: 'awsx list shows them' })
}
