import type { Clock, KeyStore, Notice, SessionStore } from '@awsx/core'
import type { Identity } from './identity.ts'
import { createKeyring } from './keyring.ts'
import { addRecovery, type RecoveryIdentity } from './recovery.ts'
import { createSessionFiles, endsSoon, listSessionFiles, removeSessionFile } from './session-files.ts'
import type { StorePaths } from './store-paths.ts'
import { createVault } from './vault.ts'
import { createVaultKeyStore } from './vault-keys.ts'
import { verifyStore, type StoreFinding } from './verify.ts'

/** What a file store works with. */
export interface FileStoreDeps {
  readonly paths: StorePaths
  /**
   * Gives the identity; called at most once, and only when something has to be opened. Its refusal is final for this
   * store. The identity is destroyed as soon as the store key is derived.
   */
  unlock(): Promise<Identity>
  readonly clock: Clock
  /** Told once of a vault that is new to this machine, and of what could not be tidied. */
  notify(notice: Notice): void
  /** Keep what was opened in memory, for a process that reads the same files again and again; default false. */
  readonly remembers?: boolean
}

/** The store on disk. Nothing is read, asked or made before a method is called. */
export interface FileStore {
  /** The long-term keys. Without a vault: none, and `put` throws `locked`. */
  readonly keys: KeyStore
  /** The sessions. Without a vault: none, and what is put is not kept. */
  readonly sessions: SessionStore
  /** Whether there is a vault; nothing is opened. */
  exists(): boolean
  /** Whether the store key is at hand, so that nobody would be asked for anything. */
  isUnlocked(): boolean
  /**
   * Makes the vault, with an identity from `createIdentityFile` or `openIdentity`; the store is then unlocked. Throws
   * `vault_rolled_back` when a vault was here before, and `write_failed`.
   */
  create(identity: Identity): Promise<void>
  /** Makes a recovery identity and seals the vault to it; `keep` has to put it in its place before that is done. */
  addRecovery(keep?: (recovery: RecoveryIdentity) => void): Promise<RecoveryIdentity>
  /** After a `vault_rolled_back`, once a person on a terminal has agreed: what is on disk counts from now on. */
  acceptRollback(): Promise<void>
  verify(): Promise<StoreFinding[]>
  /**
   * Removes all sessions and remembered facts, readable or not; returns how many files. What ends within 90 seconds
   * stays that long: an MFA code that was used must not be sent again, and no session is handed out so late.
   */
  clearSessions(): Promise<number>
}

/** The store in `paths`. */
export function createFileStore({ paths, unlock, clock, notify, remembers = false }: FileStoreDeps): FileStore {
  const keyring = createKeyring(unlock, remembers)
  const vault = createVault({ paths, keyring, clock, notify })
  const { sessionsDir } = paths
  return {
    keys: createVaultKeyStore(vault),
    sessions: createSessionFiles({ sessionsDir, storeKey: vault.storeKey, clock }),
    exists: vault.exists,
    isUnlocked: keyring.isOpen,
    create: vault.create,
    addRecovery: (keep) => addRecovery(vault, keep),
    acceptRollback: vault.acceptRollback,
    verify: () => verifyStore({ paths, openKey: keyring.open }),
    async clearSessions() {
      const names = listSessionFiles(sessionsDir).filter((name) => !endsSoon(sessionsDir, name, clock.now()))
      let failure: unknown = null
      for (const name of names) {
        try {
          removeSessionFile(sessionsDir, name)
        } catch (cause) {
          failure ??= cause
        }
      }
      if (failure !== null) throw failure
      return names.length
    },
  }
}
