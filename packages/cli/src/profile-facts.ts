import type { ProfileGraph, StoredKey } from '@awsx/core'

/** What a profile says of itself, as lists show it; null for what it does not say. */
export interface ProfileFacts {
  readonly account: string | null
  readonly roleArn: string | null
  /** The name of the role, without its path. */
  readonly role: string | null
  readonly region: string | null
}

/** The facts of a profile of the files, with those of its key where it has one in the vault. */
export function profileFacts({ profiles }: ProfileGraph, name: string, key: StoredKey | undefined): ProfileFacts {
  const settings = profiles.get(name)?.settings
  const text = (setting: string): string | null => settings?.get(setting)?.value || null
  const roleArn = text('awsx_role_arn') ?? text('role_arn')
  return {
    account: key?.accountId ?? roleArn?.split(':')[4] ?? text('aws_account_id') ?? text('sso_account_id'),
    roleArn,
    role: roleArn?.split('/').at(-1) ?? text('sso_role_name'),
    region: text('region') ?? key?.region ?? null,
  }
}

/** The names of all profiles: those of the files, then those that only the vault has. */
export function profileNames({ profiles }: ProfileGraph, keys: ReadonlyMap<string, StoredKey> | null): string[] {
  return [...new Set([...profiles.keys(), ...(keys?.keys() ?? [])])]
}
