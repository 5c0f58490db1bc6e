import { colourOf, type ProfileClass, type ProfileGraph, type StoredKey } from '@awsx/core'
import type { PickerRow } from '@awsx/tui'
import { profileFacts, profileNames, type ProfileFacts } from '../profile-facts.ts'
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

/** A row for every profile of the files and of the vault. What its sections say is read when somebody looks. */
export function listRows(sources: RowSources): PickerRow[] {
  return profileNames(sources.graph, sources.keys).map((name) => new UnreadRow(name, sources))
}

/** Of ten thousand rows the first picture shows twenty. Fields are only declared, else each one is defined before it is set. */
class UnreadRow implements PickerRow {
  declare readonly name: string
  /** Nothing awsx reads names an account yet. */
  declare readonly accountAlias: null
  declare readonly isPinned: boolean
  declare readonly isHidden: boolean
  declare readonly frecency: number
  declare private readonly sources: RowSources
  declare private facts: ProfileFacts | null

  constructor(name: string, sources: RowSources) {
    const memory = sources.remembered.get(name)
    this.name = name
    this.accountAlias = null
    this.isPinned = memory?.isPinned ?? false
    this.isHidden = memory?.isHidden ?? false
    this.frecency = memory === undefined ? 0 : frecencyOf(memory, sources.now)
    this.sources = sources
    this.facts = null
  }

  get accountId(): string | null {
    return this.read().account
  }

  get role(): string | null {
    return this.read().role
  }

  get region(): string | null {
    return this.read().region
  }

  get colour(): PickerRow['colour'] {
    return colourOf(this.name, this.sources.classes)
  }

  private read(): ProfileFacts {
    this.facts ??= profileFacts(this.sources.graph, this.name, this.sources.keys?.get(this.name))
    return this.facts
  }
}
