/** Where a text is shown: a terminal also gets our colours and the erasing of a prompt. */
export type TextPlace = 'stream' | 'terminal'

// Controls but LF, format characters (bidi, zero-width), line and paragraph separator, what invalid UTF-8 decodes to.
const activePattern = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\ufffd]/gu
const joiner = '\u200d'

/**
 * The characters of a text that act on a terminal or hide in it (SECURITY section 5, bar 9), as `U+001B`.
 *
 * LF is none, nor is the joiner between two pictures. On a terminal our own colours (`ESC [ … m`), the CR of a line end
 * and what erases a prompt (`BS SP BS`, `CR ESC [ K`) are none.
 */
export function findActiveText(bytes: Uint8Array | string, place: TextPlace = 'stream'): string[] {
  const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')
  const bare = place === 'stream' ? text : dropOwnSequences(text)
  return [...bare.matchAll(activePattern)]
    .filter(({ 0: found, index }) => found !== '\n' && !(found === joiner && joinsPictures(bare, index)))
    .map(({ 0: found }) => `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`)
}

function dropOwnSequences(text: string): string {
  // Built, because a pattern with an escape character reads badly.
  const escape = String.fromCharCode(0x1b)
  return text
    .replaceAll(new RegExp(`${escape}\\[[0-9;]*m`, 'g'), '')
    .replaceAll(`\r${escape}[K`, '')
    .replaceAll('\b \b', '')
    .replaceAll(/\r+\n/g, '\n')
}

function joinsPictures(text: string, at: number): boolean {
  return (
    /\p{Extended_Pictographic}\p{M}*$/u.test(text.slice(0, at)) &&
    /^\p{Extended_Pictographic}/u.test(text.slice(at + 1))
  )
}
