import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SandboxClock } from '@awsx/sandbox'
import { findFaketime } from './faketime.ts'
import type { World } from './world.ts'

/** One clock for the sandbox and for every program of a world that is started with its `env`. */
export interface FakeClock {
  /** What a program needs in its environment to follow; its children follow too. */
  readonly env: Readonly<Record<string, string>>
  /** ms since the epoch. */
  now(): number
  /**
   * Moves on by `ms` at once, also for programs that are running.
   *
   * It is what a machine does that sleeps: timers do not notice, they run on the monotonic clock.
   */
  jump(ms: number): void
}

/** Puts libfaketime (the Debian package `faketime`) and the clock of the sandbox side by side, at the real time. */
export function createFakeClock({ root }: World, clock: SandboxClock): FakeClock {
  const file = join(root, 'clock')
  function move(): void {
    // Programs read it at any moment: never half a file.
    writeFileSync(`${file}.new`, `${clock.offsetMs() < 0 ? '' : '+'}${clock.offsetMs() / 1000}\n`)
    renameSync(`${file}.new`, file)
  }
  move()
  return {
    env: {
      LD_PRELOAD: findFaketime(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // The names of old and new versions of it.
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // awsx keeps in a file's times when its content ends.
      NO_FAKE_STAT: '1',
      PYTHONDONTWRITEBYTECODE: '1',
      PYTHONPATH: join(import.meta.dirname, '../python/faketime'),
    },
    now: clock.now,
    jump(ms) {
      clock.jump(ms)
      move()
    },
  }
}
