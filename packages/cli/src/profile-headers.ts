import { parseIni, parseSectionHeader } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'

/**
 * What stands between the brackets of the sections that are a profile, without repetitions, the last one last.
 *
 * Of `[default]` and `[profile default]` in the config file only the second is read, so only that one is given.
 */
export function findHeaders({ text, kind }: Pick<ConfigFile, 'text' | 'kind'>, profile: string): string[] {
  const found = parseIni(text ?? '', '').sections.flatMap(({ header }) => {
    const section = parseSectionHeader(header, kind)
    return section.type === 'profile' && section.name === profile ? [{ header, prefixed: section.prefixed }] : []
  })
  const read = found.some(({ prefixed }) => prefixed) ? found.filter(({ prefixed }) => prefixed) : found
  return [...new Set(read.map(({ header }) => header).toReversed())].toReversed()
}
