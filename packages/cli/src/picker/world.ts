import { AwsxError, classOf, planSession, type Clock, type Plan, type PlanFlags, type StoredKey } from '@awsx/core'
import type { PickerRow, PickerWorld } from '@awsx/tui'
import type { Engine } from '../engine.ts'
import type { Io } from '../io.ts'
import { osUserName } from '../os-user.ts'
import type { Settings } from '../settings.ts'
import type { Lookout } from './lookout.ts'
import type { MemoryEntry, RememberedProfile } from './memory-lines.ts'
import { listActions } from './menu.ts'
import type { Picked, PickWish } from './picked.ts'
import { rowPreview, rowState, type RowView } from './row-view.ts'
import { listRows } from './rows.ts'
import type { Taker } from './taker.ts'

/** What the world of the picker is made of. */
export interface WorldDeps {
  readonly env: Io['env']
  readonly clock: Clock
  readonly settings: Settings
  readonly flags: PlanFlags
  readonly wish: PickWish
  readonly lookout: Lookout
  readonly taker: Taker
  readonly memory: {
    recall(): ReadonlyMap<string, RememberedProfile>
    remember(entry: MemoryEntry): void
  }
  /** An engine that reads from the agent, and asks inside the picker. */
  createEngine(): Engine
  /** Sends something to the terminal that does not show. */
  write(text: string): void
}

/** What the menu works with. */
export interface PickerParts extends WorldDeps {
  /** The plan of a profile, or why there is none. */
  plan(profile: string): Plan | AwsxError
  /** Throws where there is none. */
  planWith(profile: string, keys: ReadonlyMap<string, StoredKey> | null): Plan
  remember(what: MemoryEntry['what'], profile: string): void
  lookAgain(): Promise<void>
}

/** The picker's world over the AWS files, the vault and the agent. */
export function createPickerWorld(deps: WorldDeps): PickerWorld<Picked> {
  const { env, clock, settings, flags, wish, lookout, taker, memory } = deps
  const listeners = new Set<() => void>()
  const osUser = osUserName()
  // Of what is seen now: another sight is another plan.
  let plans = new Map<string, Plan | AwsxError>()
  let planned = lookout.sight()
  let remembered = memory.recall()
  let rows: readonly PickerRow[] = []
  let rowsOf: readonly unknown[] = []

  function planWith(profile: string, storedKeys: ReadonlyMap<string, StoredKey> | null): Plan {
    const { graph } = lookout.sight().files
    return planSession({ graph, storedKeys, environment: env, flags, settings, osUser }, profile)
  }

  function plan(profile: string): Plan | AwsxError {
    const sight = lookout.sight()
    if (sight !== planned) [plans, planned] = [new Map(), sight]
    const found = plans.get(profile) ?? tryPlan(() => planWith(profile, sight.keys))
    plans.set(profile, found)
    return found
  }

  function viewOf({ name }: PickerRow): RowView {
    const { isKnown, keys, records } = lookout.sight()
    return {
      plan: plan(name),
      isKnown,
      isLocked: keys === null,
      records,
      profileClass: classOf(name, settings.classes),
      now: clock.now(),
    }
  }

  function changed(): void {
    for (const listener of listeners) listener()
  }

  const parts: PickerParts = {
    ...deps,
    plan,
    planWith,
    remember(what, profile) {
      memory.remember({ what, profile, at: clock.now(), score: 1 })
      remembered = memory.recall()
      changed()
    },
    lookAgain: () => lookout.look(),
  }

  return {
    now: () => clock.now(),
    rows() {
      const { files, keys } = lookout.sight()
      const sources = [files, keys, remembered]
      // The same array while nothing is new: whoever draws sorts them once.
      if (sources.every((source, index) => source === rowsOf[index])) return rows
      rows = listRows({ graph: files.graph, keys, classes: settings.classes, remembered, now: clock.now() })
      rowsOf = sources
      return rows
    },
    state: (row) => rowState(viewOf(row)),
    preview: (row) => rowPreview(viewOf(row)),
    onChange(listener) {
      listeners.add(listener)
      const stop = lookout.watch(listener)
      return () => {
        stop()
        listeners.delete(listener)
      }
    },
    async use({ name }, questions) {
      if (wish.gives === 'name') return { kind: 'name', profile: name }
      try {
        const obtained = await taker.take(name, questions)
        memory.remember({ what: 'use', profile: name, at: clock.now(), score: 1 })
        return { kind: 'session', obtained }
      } catch (error) {
        // It may have been unlocked on the way.
        await parts.lookAgain().catch(() => undefined)
        throw error
      }
    },
    actions: (row) => listActions(row, parts),
  }
}

function tryPlan(make: () => Plan): Plan | AwsxError {
  try {
    return make()
  } catch (error) {
    if (error instanceof AwsxError) return error
    throw error
  }
}
