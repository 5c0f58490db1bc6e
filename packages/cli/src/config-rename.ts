import { parseIni } from '@awsx/core'

/**
 * Renames properties in every section of that header; nothing but their names changes.
 *
 * `names` maps the old name, in lower case, to the new one.
 */
export function renameProperties(text: string, header: string, names: ReadonlyMap<string, string>): string {
  let renamed = text
  // Of a property that comes twice only the last is read, so the first shows once that has its new name.
  for (;;) {
    const next = renameOnce(renamed, header, names)
    if (next === renamed) return renamed
    renamed = next
  }
}

function renameOnce(text: string, header: string, names: ReadonlyMap<string, string>): string {
  const lines = splitKeepingEnds(text)
  for (const section of parseIni(text, '').sections) {
    if (section.header !== header) continue
    for (const [key, entry] of section.entries) {
      const name = names.get(key)
      const line = lines[entry.line - 1]
      if (name === undefined || line === undefined) continue
      const at = line.indexOf(entry.key)
      lines[entry.line - 1] = line.slice(0, at) + name + line.slice(at + entry.key.length)
    }
  }
  return lines.join('')
}

function splitKeepingEnds(text: string): string[] {
  return text.match(/[^\r\n]*(?:\r\n|\n|\r|$)/g) ?? []
}
