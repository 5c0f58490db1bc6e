import { AwsxError, safe } from '@awsx/core'
import type { Engine } from './engine.ts'

/** The profile of a command line, as far as it can be known without the AWS files. Throws `usage` without a name. */
export function wantedProfile(
  env: Engine['io']['env'],
  given: string | undefined,
): { readonly name: string; readonly isTyped: boolean } {
  if (given !== undefined) return { name: given === '' ? missing() : given, isTyped: true }
  return { name: env['AWSX_PROFILE'] || env['AWS_PROFILE'] || missing(), isTyped: false }
}

/** Whether a command line says which profile it means, or the environment does. */
export function isProfileNamed(env: Engine['io']['env'], given: string | undefined): boolean {
  return given !== undefined || Boolean(env['AWSX_PROFILE'] || env['AWS_PROFILE'])
}

/**
 * The profile a person means: the word given, else `AWSX_PROFILE`, else `AWS_PROFILE`.
 *
 * On a terminal a part of a name is enough when only one profile has it. Throws `usage` without a name; a name that
 * fits nothing is left to the plan. `mayUnlock` false: nobody is asked for the passphrase.
 */
export async function resolveProfileName(
  engine: Engine,
  given: string | undefined,
  { mayUnlock = true }: { readonly mayUnlock?: boolean } = {},
): Promise<string> {
  const { name, isTyped } = wantedProfile(engine.io.env, given)
  return isTyped ? await completeName(engine, name, mayUnlock) : name
}

async function completeName(engine: Engine, given: string, mayUnlock: boolean): Promise<string> {
  const files = [...engine.awsFiles().graph.profiles.keys()]
  if (files.includes(given) || given.length < 2 || !engine.io.errIsTerminal || engine.terminal() === null) return given
  const wanted = given.toLowerCase()
  const [only, ...others] = files.filter((name) => name.toLowerCase().includes(wanted))
  if (only === undefined || others.length > 0) return given
  // The vault may have the very name, which then counts: a part of a name is not completed before that is known.
  const keys = await (mayUnlock ? engine.vault.keys() : engine.vault.keysIfUnlocked())
  if (keys === null || keys.has(given)) return given
  engine.io.say(`awsx: ${safe(given)} is taken as ${safe(only)}`)
  return only
}

function missing(): never {
  throw new AwsxError('usage', 'which profile?', { hint: 'awsx list shows them' })
}
