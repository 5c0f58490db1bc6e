import type { SessionCall } from '@awsx/agent'

/**
 * The call with the whole name of its profile, where a part of it was typed and only one profile of the files has it.
 *
 * `stored` are the vault's names, which count too; null: not known, and then nothing is completed.
 */
export function completeProfile(
  call: SessionCall,
  names: Iterable<string>,
  stored: ReadonlyMap<string, unknown> | null,
): SessionCall {
  const { profile, mayComplete } = call
  const files = [...names]
  if (!mayComplete || stored === null || stored.has(profile) || files.includes(profile) || profile.length < 2)
    return call
  const wanted = profile.toLowerCase()
  const [only, ...others] = files.filter((name) => name.toLowerCase().includes(wanted))
  return only === undefined || others.length > 0 ? call : { ...call, profile: only }
}
