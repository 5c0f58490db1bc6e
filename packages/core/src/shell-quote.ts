import { AwsxError } from './errors.ts'

/** The shells awsx writes code for; `posix` is dash, ksh and whatever else `/bin/sh` may be. */
export type Shell = 'bash' | 'zsh' | 'posix' | 'fish'

/**
 * Quotes `text` as one word of shell code that stands for exactly `text`, in single quotes.
 *
 * Any Unicode text comes back byte for byte, line breaks included; whoever wants none refuses them before. Throws
 * `usage` for what no shell variable can hold: NUL, and half a surrogate pair.
 */
export function quoteForShell(shell: Shell, text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new AwsxError('usage', 'a text with a NUL character or broken Unicode cannot be given to a shell')
  }
  // In fish's single quotes a backslash escapes itself and the quote; elsewhere nothing is special but the quote.
  if (shell === 'fish') return `'${text.replaceAll(/[\\']/g, '\\$&')}'`
  return `'${text.replaceAll("'", "'\\''")}'`
}
