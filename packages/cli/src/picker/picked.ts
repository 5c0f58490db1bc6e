import type { ObtainedSession } from '../obtain-session.ts'

/** What a person left the picker with. */
export type Picked =
  | { readonly kind: 'session'; readonly obtained: ObtainedSession }
  /** Only the name was wanted; nothing was obtained. */
  | { readonly kind: 'name'; readonly profile: string }
  /** A command line that is to run with the profile; an empty one is a shell. */
  | { readonly kind: 'command'; readonly profile: string; readonly line: string }

/** What the picker is opened for. */
export interface PickWish {
  /** What is typed already. */
  readonly query: string
  /** Whether a row gives its credentials, or only its name. */
  readonly gives: 'session' | 'name'
  /** Whether its menu can run a command. */
  readonly mayRunCommand: boolean
}
