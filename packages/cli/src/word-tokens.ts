/** A word of a command line, or an option with its value. */
export type WordToken =
  | { readonly kind: 'positional'; readonly value: string }
  | {
      readonly kind: 'option'
      /** Without dashes. */
      readonly name: string
      /** As it was typed, without its value. */
      readonly rawName: string
      /** Undefined where there is none. */
      readonly value: string | undefined
      /** Whether the value came with `=`. */
      readonly isInline: boolean
    }

/**
 * Splits words as `util.parseArgs` does (`--name`, `--name value`, `--name=value`, `-x`, `--`); an option that
 * `takesValue` takes the next word, whatever that is.
 *
 * Not by `util.parseArgs`: in the native build `node:util` alone takes as long to load as all of a warm `awsx env`.
 */
export function splitWords(words: readonly string[], takesValue: (name: string) => boolean): WordToken[] {
  const tokens: WordToken[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') {
      tokens.push(...words.slice(index + 1).map((value) => ({ kind: 'positional', value }) as const))
      return tokens
    }
    if (!word.startsWith('-') || word === '-') {
      tokens.push({ kind: 'positional', value: word })
    } else if (!word.startsWith('--')) {
      for (const letter of word.slice(1)) {
        tokens.push({ kind: 'option', name: letter, rawName: `-${letter}`, value: undefined, isInline: false })
      }
    } else {
      const end = word.indexOf('=', 3)
      const isInline = end !== -1
      const rawName = isInline ? word.slice(0, end) : word
      const name = rawName.slice(2)
      const takesNext = !isInline && takesValue(name)
      if (takesNext) index += 1
      const value = isInline ? word.slice(end + 1) : takesNext ? words[index] : undefined
      tokens.push({ kind: 'option', name, rawName, value, isInline })
    }
  }
  return tokens
}
