import type { ClassColour } from '@awsx/core'

/** What the live status shows, as it comes in from outside. */
export interface StatusWorld {
  /** ms since the epoch. */
  now(): number
  /** The sessions, in the order in which they are to be seen; asked again whenever something is drawn. */
  rows(): readonly StatusRow[]
  /** A line about all of them, such as why none can be seen; null for none. */
  note(): string | null
  /** Calls `listener` when sessions may have changed; returns what ends that. */
  onChange(listener: () => void): () => void
}

/** One session. Every text is as it was found: whoever draws it makes it safe. */
export interface StatusRow {
  /** The profile it is for. */
  readonly profile: string
  /** The call that gave it: `AssumeRole`, `GetSessionToken`. */
  readonly api: string
  readonly accountId: string | null
  /** ms since the epoch; null where it does not end. */
  readonly expiresAt: number | null
  /** How long it lives in all; null where that is not known. */
  readonly lifeSeconds: number | null
  /** Whether it is renewed ahead of its end without asking anybody. */
  readonly isRenewed: boolean
  readonly colour: ClassColour | null
}
