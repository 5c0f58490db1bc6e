import { classOf, type ProfileClass, type ProfileGraph, type StoredKey } from '@awsx/core'
import type { PickerRow } from '@awsx/tui'
import { profileFacts, profileNames } from '../profile-facts.ts'
import { frecencyOf, type RememberedProfile } from './memory-lines.ts'

/** What rows are made of. */
export interface RowSources {
  readonly graph: ProfileGraph
  /** Null: the vault is locked, so its names are not known. */
  readonly keys: ReadonlyMap<string, StoredKey> | null
  readonly classes: readonly ProfileClass[]
  readonly remembered: ReadonlyMap<string, RememberedProfile>
  /** ms since the epoch. */
  readonly now: number
}

/** A row for every profile of the files and of the vault. */
export function listRows({ graph, keys, classes, remembered, now }: RowSources): PickerRow[] {
  return profileNames(graph, keys).map((name) => {
    const { account, role, region } = profileFacts(graph, name, keys?.get(name))
    const memory = remembered.get(name)
    return {
      name,
      accountId: account,
      // Nothing awsx reads names an account yet.
      accountAlias: null,
      role,
      region,
      colour: classOf(name, classes)?.colour ?? null,
      isPinned: memory?.isPinned ?? false,
      isHidden: memory?.isHidden ?? false,
      frecency: memory === undefined ? 0 : frecencyOf(memory, now),
    }
  })
}
