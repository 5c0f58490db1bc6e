import { safe } from '@awsx/core'

/** The most columns of a profile's name in a prompt. */
const longest = 40

/** A profile's name in a prompt; the shells quote it for theirs. */
export interface PromptLabel {
  /** For a terminal that shows UTF-8. */
  readonly text: string
  /** Printable ASCII alone: in another encoding the bytes of a letter may be controls. */
  readonly ascii: string
}

/** The name of a profile as prompts show it: one line, nothing that acts, at most 40 columns. */
export function promptLabel(profile: string): PromptLabel {
  const text = safe(profile, longest)
  return { text, ascii: text.replace(/…$/, '...').replaceAll(/[^\x20-\x7e]/gu, '?') }
}
