import { splitSymbols, symbolColumns } from './columns.ts'

// Controls, format characters (bidi, zero-width, tags), half surrogates, line and paragraph separator, and what else
// Unicode says to draw as nothing.
const hiddenPattern = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * Makes text from outside fit for a terminal: one line in which nothing acts and nothing hides.
 *
 * Control, format and zero-width characters are shown escaped (`\x1b`, `\u202e`), those inside an emoji sequence stay.
 * `max` is the length in columns (default 128); longer text ends in `…`.
 */
export function safe(text: string, max: number = 128): string {
  // Columns do not bound stacked accents, so the length counts too. Every symbol has one unit at least.
  const cut = text.slice(0, max * 8)
  if (cut.length <= max && /^[\x20-\x7e]*$/.test(cut)) return cut
  const shown: string[] = []
  let columns = 0
  // The length of what still fits with an ellipsis behind it.
  let fitting = 0
  for (const symbol of splitSymbols(cut)) {
    const visible = escapeSymbol(symbol)
    columns += visible === symbol ? symbolColumns(symbol) : visible.length
    if (columns > max) return `${shown.slice(0, fitting).join('')}…`
    shown.push(visible)
    if (columns < max) fitting = shown.length
  }
  return cut.length < text.length ? `${shown.slice(0, fitting).join('')}…` : shown.join('')
}

function escapeSymbol(symbol: string): string {
  const code = symbol.codePointAt(0) ?? 0
  const single = symbol.length === (code > 0xffff ? 2 : 1)
  if (!single || !hiddenPattern.test(symbol)) return symbol
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
