import type { ClassColour } from '@awsx/core'

/** One profile as the picker lists it. Every text is as in the files: whoever draws it makes it safe. */
export interface PickerRow {
  readonly name: string
  readonly accountId: string | null
  /** A name of the account, where one is known. */
  readonly accountAlias: string | null
  readonly role: string | null
  readonly region: string | null
  /** The colour of its class; null where it has none. */
  readonly colour: ClassColour | null
  readonly isPinned: boolean
  /** Hidden rows are shown only when a person asks for them. */
  readonly isHidden: boolean
  /** How often and how lately it was used; 0 for never. Larger comes first. */
  readonly frecency: number
}

/** What stands between a person and the credentials of a row. */
export type RowState =
  /** A session is kept; ms since the epoch, null where it does not end. */
  | { readonly kind: 'ready'; readonly expiresAt: number | null }
  /** Calls will be made, nobody will be asked. */
  | { readonly kind: 'needs-nothing' }
  | { readonly kind: 'needs-mfa' }
  | { readonly kind: 'needs-sign-in' }
  /** The vault is closed, so what is kept is not known. */
  | { readonly kind: 'locked' }
  /** The keys lie in clear in a file. */
  | { readonly kind: 'plain-keys' }
  /** It cannot be used as it is written. */
  | { readonly kind: 'broken' }

/** The plan of a row, step by step, as the preview shows it. */
export interface RowPreview {
  /** `identity`, `MFA`, `WebAdmin @ production`; in order. */
  readonly steps: readonly PreviewStep[]
  /** What will be asked, in the order it will be: `passphrase`, `MFA code of …`. */
  readonly asks: readonly string[]
  /** Why it cannot be used, or what a person should know; one line each. */
  readonly notes: readonly string[]
}

/** One step of a preview. */
export interface PreviewStep {
  readonly label: string
  /** ms since the epoch; null where nothing is kept. */
  readonly cachedUntil: number | null
}
