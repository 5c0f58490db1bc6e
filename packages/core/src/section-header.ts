import { splitWords } from './command-line.ts'

/** Which of the two AWS files a section stands in; they name profiles differently. */
export type AwsFileKind = 'config' | 'credentials'

/** What a section header means. */
export type SectionHeader =
  | {
      readonly type: 'profile' | 'sso-session' | 'services'
      readonly name: string
      /** False for `[default]` in the config file, which `[profile default]` beats, and in the credentials file. */
      readonly prefixed: boolean
    }
  /** A section that is left out; `reason` goes into a warning, null where there is nothing to say. */
  | { readonly type: 'skipped'; readonly reason: string | null }

// What most headers are, in one look: a file may have thousands.
const plainPrefix = 'profile '
const plainName = /^[\w.@/+-]+$/
const prefixPattern = /^(profile|sso-session|services)\s+(.*)$/s

/**
 * Reads the text between the brackets of a section.
 *
 * Quotes work as in the AWS CLI (`[profile "a b"]`); a name with blanks needs none. Names may hold anything but control
 * characters. Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files"; botocore `configloader.py`.
 */
export function parseSectionHeader(header: string, kind: AwsFileKind): SectionHeader {
  if (kind === 'config' && header.startsWith(plainPrefix)) {
    const name = header.slice(plainPrefix.length)
    if (plainName.test(name)) return { type: 'profile', name, prefixed: true }
  }
  const prefix = prefixPattern.exec(header)
  if (kind === 'credentials') {
    if (prefix !== null) return skip(`[${header}] belongs into the config file; here a profile is [${prefix[2]}]`)
    return toSection('profile', header, false)
  }
  if (prefix !== null) {
    const name = unquote(prefix[2] ?? '')
    if (name === null) return skip(`the quotes of [${header}] do not fit together`)
    return toSection(prefix[1] as 'profile' | 'sso-session' | 'services', name, true)
  }
  if (header === 'default') return toSection('profile', header, false)
  // Where the AWS CLI keeps its own settings.
  if (header === 'plugins' || header === 'preview') return skip(null)
  return skip(`[${header}] is no section of the config file; a profile is [profile ${header}]`)
}

function toSection(type: 'profile' | 'sso-session' | 'services', name: string, prefixed: boolean): SectionHeader {
  if (name === '') return skip('the section has no name')
  if (/\p{Cc}/u.test(name)) return skip('the name of the section holds a control character')
  return { type, name, prefixed }
}

function unquote(text: string): string | null {
  if (!/["'\\]/.test(text)) return text
  const words = splitWords(text)
  return words?.length === 1 ? (words[0] ?? null) : null
}

function skip(reason: string | null): SectionHeader {
  return { type: 'skipped', reason }
}
