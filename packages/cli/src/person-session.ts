import { AwsxError } from '@awsx/core'
import { confirmClass, refuseUnconfirmed } from './class-confirm.ts'
import type { Invocation } from './command.ts'
import { obtainSession, type ObtainedSession } from './obtain-session.ts'
import { findPerson } from './person-here.ts'
import { isProfileNamed, wantedProfile } from './profile-name.ts'
import { settingsOf } from './settings.ts'

/**
 * The session of a command that a person may type: where no profile is named, or a part of a name fits several, they
 * pick one; what the profile's class has to be asked is asked.
 *
 * Throws as {@link obtainSession}, and `confirmation_required`, `cancelled`.
 */
export async function obtainForPerson(invocation: Invocation): Promise<ObtainedSession> {
  const { io, positionals } = invocation
  const [word] = positionals
  if (!isProfileNamed(io.env, word) && canPick(invocation)) {
    // Loaded where it is needed: whoever names a profile waits for no picker.
    return await (await import('./picker/pick-for.ts')).pickSession(invocation, '')
  }
  const settings = settingsOf(io.env)
  // Nobody there completes a part of a name, so this is the whole one.
  refuseUnconfirmed(invocation, wantedProfile(io.env, word).name, settings)
  let obtained: ObtainedSession
  try {
    obtained = await obtainSession(invocation, settings)
  } catch (error) {
    const isUnknown = error instanceof AwsxError && error.code === 'profile_not_found'
    if (!isUnknown || word === undefined || error.data['profile'] !== word || !canPick(invocation)) throw error
    return await (await import('./picker/pick-for.ts')).pickAmongSeveral(invocation, word, error)
  }
  await confirmClass(invocation, obtained.given.profile, settings)
  return obtained
}

/** Whether somebody is there to pick. */
export function canPick({ options }: Pick<Invocation, 'options'>): boolean {
  return !options.has('no-input') && findPerson().hasPerson
}
