import { parseSectionHeader, quoteForShell, setProperties, type ProfileGraph } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'
import { findHeaders } from './profile-headers.ts'

/** The `credential_process` value by which other tools reach a profile through awsx; `awsx` is its absolute path. */
export function formatProcessLine(awsx: string, profile: string): string {
  const word = /^[\w/.@%+=:,-]+$/.test(profile) ? profile : quoteForShell('posix', profile)
  return `${awsx} credential-process ${word}`
}

/**
 * The profiles that other tools cannot use without keys in clear: nothing in their sections gives credentials.
 */
export function findUnreachable(graph: ProfileGraph, profiles: readonly string[]): string[] {
  return profiles.filter((profile) => {
    const settings = graph.profiles.get(profile)?.settings
    return !['credential_process', 'role_arn', 'aws_access_key_id', 'sso_session', 'sso_start_url'].some((key) =>
      settings?.has(key),
    )
  })
}

/**
 * The config file's text with a `credential_process` for each profile; a section is made where there is none.
 *
 * Profiles whose name cannot be written as a section are left out.
 */
export function addProcessLines(config: ConfigFile, profiles: readonly string[], awsx: string): string {
  let text = config.text ?? ''
  for (const profile of profiles) {
    const header = findHeaders(config, profile).at(-1) ?? (profile === 'default' ? profile : `profile ${profile}`)
    const section = parseSectionHeader(header, 'config')
    if (section.type !== 'profile' || section.name !== profile) continue
    text = setProperties(text, header, new Map([['credential_process', formatProcessLine(awsx, profile)]]))
  }
  return text
}
