import type { Secret } from '@awsx/core'

/** What is wrong with a passphrase, and what is only worth knowing; each null or a sentence to show. */
export interface PassphraseCheck {
  readonly problem: string | null
  readonly warning: string | null
}

/** The fewest characters of a new passphrase. */
export const minimumPassphraseLength = 12

/** Whether a new passphrase will do; an old one is never judged. */
export function checkPassphrase(passphrase: Secret): PassphraseCheck {
  const text = passphrase.reveal()
  if (text === '') return { problem: 'the passphrase is empty', warning: null }
  if ([...text].length < minimumPassphraseLength) {
    return { problem: `the passphrase is shorter than ${minimumPassphraseLength} characters`, warning: null }
  }
  // age does no Unicode normalisation: another keyboard may type the same letter as other bytes.
  const ascii = /^[\x20-\x7e]*$/.test(text)
  const warning = 'the passphrase has characters that another keyboard may type differently'
  return { problem: null, warning: ascii ? null : warning }
}
