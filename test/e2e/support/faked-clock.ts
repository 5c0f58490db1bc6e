import { join } from 'node:path'
import { findFaketime, setClockFile, type World } from '../../harness/index.ts'

/** A clock that a test moves, for the processes that get its environment. */
export interface FakedClock {
  readonly env: Readonly<Record<string, string>>
  /** Moves it to so much after the real time: `+13h`. */
  moveTo(offset: string): void
}

/**
 * A clock for one world, by libfaketime. With `sleeps` only the clock that people set moves, and not the one that runs
 * while the machine does: so a sleep of the machine looks to a process.
 */
export function createFakedClock(here: World, { sleeps = false }: { readonly sleeps?: boolean } = {}): FakedClock {
  const file = join(here.root, 'clock')
  const moveTo = (offset: string): void => setClockFile(file, offset)
  moveTo('+0')
  return {
    env: {
      LD_PRELOAD: findFaketime(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      ...(sleeps ? { FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' } : {}),
    },
    moveTo,
  }
}
