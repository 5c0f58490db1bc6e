import { AwsxError } from '@awsx/core'
import { readAwsFiles } from '../aws-files.ts'
import type { Invocation } from '../command.ts'
import type { ObtainedSession } from '../obtain-session.ts'
import { canPick } from '../person-session.ts'
import { isProfileNamed } from '../profile-name.ts'
import { pick } from './pick.ts'

/** The session of the profile a person picks for a command; `query` is typed already. Throws `cancelled`. */
export async function pickSession(invocation: Invocation, query: string): Promise<ObtainedSession> {
  const picked = await pick(invocation, { query, gives: 'session', mayRunCommand: false })
  if (picked?.kind !== 'session') throw nothingPicked()
  return picked.obtained
}

/** The same where `word` is a part of several names; else throws `error`. */
export async function pickAmongSeveral(
  invocation: Invocation,
  word: string,
  error: AwsxError,
): Promise<ObtainedSession> {
  const wanted = word.toLowerCase()
  const names = [...readAwsFiles(invocation.io.env).graph.profiles.keys()]
  if (word === '' || names.filter((name) => name.toLowerCase().includes(wanted)).length < 2) throw error
  return await pickSession(invocation, word)
}

/** The same command line with the name of a profile: where none is named, a person picks one. Throws `cancelled`. */
export async function nameProfile(invocation: Invocation): Promise<Invocation> {
  if (isProfileNamed(invocation.io.env, invocation.positionals[0]) || !canPick(invocation)) return invocation
  const picked = await pick(invocation, { query: '', gives: 'name', mayRunCommand: false })
  if (picked?.kind !== 'name') throw nothingPicked()
  return { ...invocation, positionals: [picked.profile] }
}

function nothingPicked(): AwsxError {
  return new AwsxError('cancelled', 'no profile was picked')
}
