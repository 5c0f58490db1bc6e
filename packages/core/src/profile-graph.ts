import type { IniDocument, IniEntry, IniSection, IniWarning } from './ini.ts'
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

interface Part {
  readonly file: string
  readonly section: IniSection
}

interface Skipped {
  readonly section: IniSection
  readonly message: string
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
  const warnings: (() => readonly IniWarning[])[] = []
  const ordered = documents.toSorted((a, b) => Number(a.kind === 'credentials') - Number(b.kind === 'credentials'))
  for (const { kind, document } of ordered) {
    warnings.push(() => document.warnings)
    const skipped: Skipped[] = []
    let isVoid: boolean | null = null
    for (const section of document.sections) {
      const header = parseSectionHeader(section.header, kind)
      if (header.type === 'skipped') {
        if (header.reason !== null) skipped.push({ section, message: header.reason })
        continue
      }
      const { type, name, prefixed } = header
      if (name === 'default' && !prefixed && kind === 'config' && (isVoid ??= hasProfileDefault(document))) {
        skipped.push({ section, message: '[default] is not read because [profile default] exists' })
        continue
      }
      const known = sections[type].get(name)
      if (known === undefined) sections[type].set(name, new OpenSection(name, document.file, section))
      else known.add({ file: document.file, section })
    }
    warnings.push(() => toWarnings(skipped, document.file))
  }
  return {
    profiles: sections.profile,
    ssoSessions: sections['sso-session'],
    services: sections.services,
    get warnings() {
      return warnings.flatMap((collect) => collect())
    },
  }
}

function hasProfileDefault({ sections }: IniDocument): boolean {
  return sections.some(({ header }) => {
    const read = parseSectionHeader(header, 'config')
    return read.type === 'profile' && read.name === 'default' && read.prefixed
  })
}

/** Its settings are joined when they are looked at: of thousands of profiles, a command needs a few. Fields as in `ini.ts`. */
class OpenSection implements ProfileSection {
  declare readonly name: string
  /** What it is made of beside the first, in the order in which the later wins; most have none. */
  declare private more: Part[] | null
  declare private joined: ReadonlyMap<string, ProfileSetting> | null

  declare private readonly file: string
  declare private readonly first: IniSection

  constructor(name: string, file: string, first: IniSection) {
    this.name = name
    this.file = file
    this.first = first
    this.more = null
    this.joined = null
  }

  get origin(): Origin {
    return { file: this.file, line: this.first.line }
  }

  add(part: Part): void {
    this.more ??= []
    this.more.push(part)
  }

  get settings(): ReadonlyMap<string, ProfileSetting> {
    this.joined ??= joinParts([{ file: this.file, section: this.first }, ...(this.more ?? [])])
    return this.joined
  }
}

function joinParts(parts: readonly Part[]): ReadonlyMap<string, ProfileSetting> {
  const settings = new Map<string, ProfileSetting>()
  for (const { file, section } of parts) {
    const { entries } = section
    if ((entries.get('aws_access_key_id')?.value ?? '') !== '') dropKeysOfOtherFile(settings, file)
    for (const [key, entry] of entries) settings.set(key, toSetting(entry, file))
  }
  return settings
}

/** Half a key of one file and half of the other would be a key that nobody has. */
function dropKeysOfOtherFile(settings: Map<string, ProfileSetting>, file: string): void {
  for (const name of keyNames) {
    if (settings.get(name)?.origin.file !== file) settings.delete(name)
  }
}

function toSetting(entry: IniEntry, file: string): ProfileSetting {
  const nested =
    entry.nested === null ? null : new Map([...entry.nested].map(([key, child]) => [key, toSetting(child, file)]))
  return { value: entry.value, nested, origin: { file, line: entry.line } }
}

function toWarnings(skipped: readonly Skipped[], file: string): IniWarning[] {
  const shown = skipped
    .slice(0, maxHeaderWarnings)
    .map(({ section, message }) => ({ file, line: section.line, message }))
  const next = skipped[maxHeaderWarnings]
  if (next !== undefined)
    shown.push({ file, line: next.section.line, message: 'more sections like this are not shown' })
  return shown
}
