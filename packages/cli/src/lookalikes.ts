/**
 * The names that are drawn alike but are not the same text, in groups: what Unicode calls canonically equivalent, `é` as
 * one character and as `e` with an accent.
 */
export function findLookalikes(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>()
  // ASCII has one spelling.
  for (const name of names.filter((text) => /[^\x20-\x7e]/.test(text))) {
    const drawn = name.normalize('NFC')
    groups.set(drawn, [...(groups.get(drawn) ?? []), name])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** A name with everything beyond ASCII as `\u{…}`, so that names that look alike can be told apart. */
export function spellOut(name: string): string {
  return [...name]
    .map((char) => (/[\x20-\x7e]/.test(char) ? char : `\\u{${char.codePointAt(0)?.toString(16)}}`))
    .join('')
}
