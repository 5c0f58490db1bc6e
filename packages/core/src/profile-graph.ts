import type { IniDocument, IniEntry, IniWarning } from './ini.ts'
import type { Origin } from './plan.ts'
import { parseSectionHeader, type AwsFileKind } from './section-header.ts'

/** One value of a profile and where it stands. */
export interface ProfileSetting {
  readonly value: string
  /** The indented properties below it (`s3 =`), by lower-cased key; null when it has a value of its own. */
  readonly nested: ReadonlyMap<string, ProfileSetting> | null
  readonly origin: Origin
}

/** A named set of settings: a profile, an sso-session or a services section. Keys are lower case. */
export interface ProfileSection {
  readonly name: string
  readonly settings: ReadonlyMap<string, ProfileSetting>
  /** Where its first header stands. */
  readonly origin: Origin
}

/** Both AWS files as one picture. */
export interface ProfileGraph {
  readonly profiles: ReadonlyMap<string, ProfileSection>
  readonly ssoSessions: ReadonlyMap<string, ProfileSection>
  readonly services: ReadonlyMap<string, ProfileSection>
  /** What was skipped, by file and line. */
  readonly warnings: readonly IniWarning[]
}

/** A parsed file and which of the two it is. */
export interface ConfigDocument {
  readonly kind: AwsFileKind
  readonly document: IniDocument
}

interface OpenSection extends ProfileSection {
  readonly settings: Map<string, ProfileSetting>
}

const keyNames = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'] as const
const maxHeaderWarnings = 100

/**
 * Joins the sections of both files into profiles, sso-sessions and services.
 *
 * Duplicate sections and properties merge, the last wins; the credentials file wins over the config file, its keys as a
 * whole; `[profile default]` makes `[default]` of the config file void. Invalid headers are warnings. Never throws.
 */
export function buildProfileGraph(documents: readonly ConfigDocument[]): ProfileGraph {
  const sections = {
    profile: new Map<string, OpenSection>(),
    'sso-session': new Map<string, OpenSection>(),
    services: new Map<string, OpenSection>(),
  }
  const warnings: IniWarning[] = []
  const ordered = documents.toSorted((a, b) => Number(a.kind === 'credentials') - Number(b.kind === 'credentials'))
  for (const { kind, document } of ordered) {
    warnings.push(...document.warnings)
    const skipped: IniWarning[] = []
    const headers = document.sections.map((section) => parseSectionHeader(section.header, kind))
    const hasProfileDefault = headers.some((header) => header.type === 'profile' && isProfileDefault(header))
    for (const [index, section] of document.sections.entries()) {
      const origin = { file: document.file, line: section.line }
      const header = headers[index] ?? { type: 'skipped', reason: null }
      if (header.type === 'skipped') {
        if (header.reason !== null) skipped.push({ ...origin, message: header.reason })
        continue
      }
      const { type, name, prefixed } = header
      if (kind === 'config' && type === 'profile' && name === 'default' && !prefixed && hasProfileDefault) {
        skipped.push({ ...origin, message: '[default] is not read because [profile default] exists' })
        continue
      }
      const known = sections[type].get(name) ?? { name, settings: new Map(), origin }
      sections[type].set(name, known)
      if ((section.entries.get('aws_access_key_id')?.value ?? '') !== '') dropKeysOfOtherFile(known, document.file)
      for (const [key, entry] of section.entries) known.settings.set(key, toSetting(entry, document.file))
    }
    warnings.push(...capWarnings(skipped))
  }
  return { profiles: sections.profile, ssoSessions: sections['sso-session'], services: sections.services, warnings }
}

function isProfileDefault(header: { readonly name: string; readonly prefixed: boolean }): boolean {
  return header.name === 'default' && header.prefixed
}

/** Half a key of one file and half of the other would be a key that nobody has. */
function dropKeysOfOtherFile({ settings }: OpenSection, file: string): void {
  for (const name of keyNames) {
    if (settings.get(name)?.origin.file !== file) settings.delete(name)
  }
}

function toSetting(entry: IniEntry, file: string): ProfileSetting {
  const nested =
    entry.nested === null ? null : new Map([...entry.nested].map(([key, child]) => [key, toSetting(child, file)]))
  return { value: entry.value, nested, origin: { file, line: entry.line } }
}

function capWarnings(warnings: readonly IniWarning[]): readonly IniWarning[] {
  const next = warnings[maxHeaderWarnings]
  if (next === undefined) return warnings
  return [...warnings.slice(0, maxHeaderWarnings), { ...next, message: 'more sections like this are not shown' }]
}
