// East Asian Wide and Fullwidth, by block: a table of every code point would be larger than all that uses it.
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
]

const emojiPattern =
  /\p{Regional_Indicator}{2}|[#*\d]\ufe0f\u20e3|\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*|[^]/gu

/** Splits `text` into code points, but keeps an emoji sequence (flag, keycap, skin tone, family) in one piece. */
export function splitSymbols(text: string): string[] {
  return text.match(emojiPattern) ?? []
}

/** How many columns of a terminal `text` takes, about: terminals differ on emoji. Escape sequences are not known. */
export function countColumns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  return splitSymbols(text).reduce((columns, symbol) => columns + symbolColumns(symbol), 0)
}

/** The columns of one symbol of {@link splitSymbols}: 0, 1 or 2. */
export function symbolColumns(symbol: string): number {
  const code = symbol.codePointAt(0) ?? 0
  if (code < 0x300) return symbol.includes('\ufe0f') ? 2 : 1
  if (/^[\p{M}\p{Cf}]/u.test(symbol)) return 0
  if (symbol.includes('\ufe0f') || symbol.includes('\u200d')) return 2
  if (/^(?:\p{Emoji_Presentation}|\p{Regional_Indicator}{2})/u.test(symbol)) return 2
  return wideRanges.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}
