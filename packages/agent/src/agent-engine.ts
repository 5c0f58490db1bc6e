import type { KeyStore, MfaPrompt, Notice, Plan, ProgramRunner, SessionStore } from '@awsx/core'
import type { GivenSession, SessionCall } from './session-call.ts'

/** What the engine may ask of whoever called. */
export interface CallerPorts {
  readonly mfa: MfaPrompt
  readonly programs: ProgramRunner
  notify(notice: Notice): void
  /** Makes sure the store is unlocked, by asking; throws `locked`, `wrong_passphrase`, `cancelled`. */
  unlock(): Promise<void>
  /** Says what will be asked, so that whoever waits for the same answers takes part in the questions. */
  expect(plan: Plan): void
}

/** A plan that is kept for an endpoint, with all that it needs to be carried out again while the agent is locked. */
export interface PinnedPlan {
  readonly given: GivenSession
  /** A new session of the same plan. */
  renew(ports: CallerPorts): Promise<GivenSession>
}

/** What an agent does, without its socket. Built by the command line, which knows the AWS files, STS and the store. */
export interface AgentEngine {
  isUnlocked(): boolean
  /** Opens the store; `secret` is overwritten. Throws `wrong_passphrase`, `vault_damaged`, `vault_rolled_back`. */
  unlock(secret: Uint8Array, of: 'passphrase' | 'identity'): Promise<void>
  /** Drops the store and all sessions at hand. */
  forget(): void
  /** Both throw `locked` while the store is. */
  readonly keys: KeyStore
  readonly sessions: SessionStore
  obtain(call: SessionCall, ports: CallerPorts): Promise<GivenSession>
  pin(call: SessionCall, ports: CallerPorts): Promise<PinnedPlan>
}
