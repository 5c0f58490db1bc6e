// All that is not drawn or that moves what is drawn; JSON.stringify escapes no more than the controls below U+0020.
const hiddenPattern = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

/**
 * A value as indented JSON with a line end, fit for a terminal as well: what acts or hides there is written `\uXXXX`,
 * which reads back as the same text.
 */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll(hiddenPattern, escapeUnits)}\n`
}

function escapeUnits(symbol: string): string {
  // Between the tokens stands no other control.
  if (symbol === '\n') return symbol
  return [...Array(symbol.length).keys()]
    .map((at) => `\\u${symbol.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('')
}
