import { createSecretAccessKey, createSessionToken, createUniqueId } from './identifier.ts'
import type { PolicyDocument } from './policy.ts'

/** Whose session it is: a user's (GetSessionToken; `userArn` null: the root user's), or a role's. */
export type SessionPrincipal =
  | { readonly kind: 'user'; readonly accountId: string; readonly partition: string; readonly userArn: string | null }
  | {
      readonly kind: 'role'
      readonly accountId: string
      readonly partition: string
      readonly roleArn: string
      readonly roleSessionName: string
      readonly sourceIdentity: string | null
      readonly tags: ReadonlyMap<string, string>
      readonly transitiveTagKeys: readonly string[]
      /** Session policies; null when none were given. */
      readonly policies: readonly PolicyDocument[] | null
    }

/** Temporary credentials the sandbox gave out; times in ms since the epoch. */
export interface IssuedSession {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly issuedAt: number
  readonly expiresAt: number
  /** When the MFA code was given; null without one. */
  readonly mfaAt: number | null
  readonly principal: SessionPrincipal
}

/** The sessions given out so far. A token is random and known only here: nobody can make or alter one. */
export interface SessionRegister {
  issue(principal: SessionPrincipal, issuedAt: number, durationSeconds: number, mfaAt: number | null): IssuedSession
  find(accessKeyId: string): IssuedSession | null
}

/** An empty register. */
export function createSessionRegister(): SessionRegister {
  const sessions = new Map<string, IssuedSession>()
  return {
    issue(principal, issuedAt, durationSeconds, mfaAt) {
      const session: IssuedSession = {
        accessKeyId: createUniqueId('ASIA'),
        secretAccessKey: createSecretAccessKey(),
        sessionToken: createSessionToken(),
        issuedAt,
        // AWS tells the expiration in whole seconds.
        expiresAt: Math.floor(issuedAt / 1000 + durationSeconds) * 1000,
        mfaAt,
        principal,
      }
      sessions.set(session.accessKeyId, session)
      return session
    },
    find: (accessKeyId) => sessions.get(accessKeyId) ?? null,
  }
}
