/** How long a TOTP code stands on the device, in ms (RFC 6238, section 5.2). */
const mfaWindowMs = 30_000

/** How long AWS may still take a code that was sent once, in ms: its own window and one on each side. */
export const mfaCodeLifeMs: number = 3 * mfaWindowMs

const invisible = /[\s\u00a0\u200b-\u200d\ufeff]+/gu
const pasteMarks = /\u001b\[20[01]~/gu

/**
 * The six ASCII digits of an MFA code as a person or a program gives it.
 *
 * Blanks, line ends and the marks of a bracketed paste are dropped. Null for anything else: AWS would count it as a try.
 */
export function parseMfaCode(text: string): string | null {
  if (text.length > 1024) return null
  const code = text.replace(pasteMarks, '').replace(invisible, '')
  return /^[0-9]{6}$/.test(code) ? code : null
}

/** ms from `now` until the device shows the next code. */
export function untilNextWindow(now: number): number {
  return mfaWindowMs - (now % mfaWindowMs)
}
