import type { Caller } from './caller.ts'
import type { MfaVerifier } from './mfa.ts'
import type { Parameters } from './query.ts'
import type { SessionRegister } from './session.ts'
import type { World } from './world.ts'
import type { XmlNode } from './xml.ts'

/** What an action works on. */
export interface ActionInput {
  readonly parameters: Parameters
  /** The region the request was signed for. */
  readonly region: string
  /** ms since the epoch. */
  readonly now: number
  readonly world: World
  readonly sessions: SessionRegister
  readonly mfa: MfaVerifier
}

/** An API action: gives the children of its result element, throws `ApiError`. */
export type Action =
  | { readonly isSigned: true; run(input: ActionInput, caller: Caller): readonly XmlNode[] }
  | { readonly isSigned: false; run(input: ActionInput): readonly XmlNode[] }

/** An AWS service that speaks the Query protocol. */
export interface Service {
  /** As in the credential scope, and before the colon of its actions in policies. */
  readonly name: string
  readonly version: string
  readonly namespace: string
  readonly actions: ReadonlyMap<string, Action>
}
