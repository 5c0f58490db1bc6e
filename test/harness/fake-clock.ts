import { join } from 'node:path'
import type { SandboxClock } from '@awsx/sandbox'
import { followClockFile, setClockFile } from './faketime.ts'
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
    setClockFile(file, `${clock.offsetMs() < 0 ? '' : '+'}${clock.offsetMs() / 1000}`)
  }
  move()
  return {
    env: {
      ...followClockFile(file),
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
