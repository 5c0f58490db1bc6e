import { AwsxError, classOf, commandWord, safe, type ProfileClass } from '@awsx/core'
import type { Invocation, OptionSpec } from './command.ts'
import { findPerson } from './person-here.ts'
import type { Settings } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** What answers the question of a class ahead. */
export const yesOption: OptionSpec = {
  name: 'yes',
  summary: 'say yes to what the class of the profile asks',
  value: null,
}

/** The class of a profile that somebody has to say yes to; null where nobody has to, or has already. */
function classToConfirm(
  { options }: Pick<Invocation, 'options'>,
  profile: string,
  settings: Settings,
): ProfileClass | null {
  const found = options.has('yes') ? null : classOf(profile, settings.classes)
  return found?.confirm === true ? found : null
}

/** Throws `confirmation_required` where a yes is needed and nobody is there to say it: before anything is asked of AWS. */
export function refuseUnconfirmed(invocation: Pick<Invocation, 'options'>, profile: string, settings: Settings): void {
  const found = classToConfirm(invocation, profile, settings)
  if (found === null || (!invocation.options.has('no-input') && findPerson().hasPerson)) return
  throw new AwsxError(
    'confirmation_required',
    `using '${profile}' has to be confirmed: it is of class ${found.pattern}`,
    { hint: `run it in a terminal, or say so: awsx env ${commandWord(profile)} --yes` },
  )
}

/** Asks for the yes that the class of a profile wants. Throws `cancelled` for a no, `confirmation_required` without a person. */
export async function confirmClass(
  invocation: Pick<Invocation, 'io' | 'options'>,
  profile: string,
  settings: Settings,
  person?: Pick<Terminal, 'confirm'>,
): Promise<void> {
  const found = classToConfirm(invocation, profile, settings)
  if (found === null) return
  const asked = person ?? (await import('./terminal.ts')).openTerminal(invocation.io.env)
  refuseUnconfirmed(invocation, profile, settings)
  if (await asked?.confirm(`Use ${safe(profile)}, which is of class ${safe(found.pattern)}?`)) return
  throw new AwsxError('cancelled', `'${profile}' is not used`)
}
