import { AwsxError } from './errors.ts'
import type { Origin } from './plan.ts'

/**
 * Splits the command line of a `credential_process` into argv, as the AWS CLI does on POSIX systems.
 *
 * No shell: only quotes and backslashes mean anything, `;`, `$` and `~` do not. An empty text gives an empty list.
 * Throws `config_invalid` naming `origin` for quotes that do not close, a backslash at the end or a NUL character.
 * Source: Python's `shlex.split(text)`, which botocore's `compat_shell_split` calls.
 */
export function splitCommandLine(text: string, origin: Origin): string[] {
  const words = splitWords(text)
  if (words === null || text.includes('\0')) {
    throw new AwsxError('config_invalid', `the command in ${origin.file}:${origin.line} cannot be split into words`, {
      hint: `close the quotes in ${origin.file}, line ${origin.line}, and write \\\\ for a backslash`,
      data: { file: origin.file, line: origin.line },
    })
  }
  return words
}

/** Splits like Python's `shlex.split`; null where Python raises "No closing quotation" or "No escaped character". */
export function splitWords(text: string): string[] | null {
  const words: string[] = []
  let word: string | null = null
  let quote = ''
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (quote !== '' && char === quote) quote = ''
    else if (quote === "'") word += char
    else if (char === '\\') {
      at += 1
      if (at === text.length) return null
      const next = text.charAt(at)
      // In double quotes a backslash escapes only itself and the quote.
      word = (word ?? '') + (quote === '' || next === '"' || next === '\\' ? next : char + next)
    } else if (quote !== '') word += char
    else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (' \t\r\n'.includes(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (quote !== '') return null
  return word === null ? words : [...words, word]
}
