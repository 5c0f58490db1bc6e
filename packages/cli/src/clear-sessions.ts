import { AwsxError, formatDuration, safe, type Plan } from '@awsx/core'
import type { VaultAccess } from './vault-access.ts'

/** What {@link clearSessions} works with. */
export interface ClearDeps {
  readonly vault: VaultAccess
  readonly now: number
  /** The plan of the profile; throws where it has none. */
  plan(): Plan
}

/**
 * Forgets the sessions of a profile, with the MFA session they come from; returns a line for each. Throws the plan's
 * error where there was none to forget.
 */
export async function clearSessions(profile: string, { vault, now, plan }: ClearDeps): Promise<string[]> {
  const { profiles, failure } = sourcesOf(profile, plan)
  const lines: string[] = []
  for (const record of await vault.store.sessions.list()) {
    if (!profiles.has(record.profile)) continue
    await vault.store.sessions.delete(record.key)
    const left = Math.floor(((record.session.expiresAt ?? now) - now) / 1000)
    lines.push(
      `forgot ${record.api} of ${safe(record.profile)} (${left > 0 ? `${formatDuration(left)} were left` : 'it was over'})`,
    )
  }
  if (lines.length === 0 && failure !== null) throw failure
  return lines.length === 0 ? [`there are no sessions of ${safe(profile)}`] : lines
}

/** The profiles whose sessions lead to `profile`; of one that left the files only its own are known. */
function sourcesOf(
  profile: string,
  plan: () => Plan,
): { readonly profiles: ReadonlySet<string>; readonly failure: unknown } {
  try {
    return { profiles: new Set([profile, ...plan().steps.map((step) => step.profile)]), failure: null }
  } catch (failure) {
    if (failure instanceof AwsxError) return { profiles: new Set([profile]), failure }
    throw failure
  }
}
