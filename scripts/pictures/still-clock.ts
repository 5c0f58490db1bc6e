import { renameSync, writeFileSync } from 'node:fs'
import { findFaketime } from '../../test/harness/faketime.ts'

/** A clock that stands still until it is moved, for this process's sandbox and for the programs that get its `env`. */
export interface StillClock {
  readonly env: Readonly<Record<string, string>>
  /** The time, as libfaketime reads it. */
  text(): string
  /** ms since the epoch. */
  now(): number
  jump(ms: number): void
}

/** A working day, so that the pictures of two days are the same. */
const start = Date.UTC(2026, 10, 25, 9, 20)

/** Puts libfaketime (the Debian package `faketime`) to work; `file` is where programs read the time. */
export function createStillClock(file: string): StillClock {
  let now = start
  const text = (): string => new Date(now).toISOString().slice(0, 19).replace('T', ' ')
  const tell = (): void => {
    // Programs read it at any moment: never half a file.
    writeFileSync(`${file}.new`, `${text()}\n`)
    renameSync(`${file}.new`, file)
  }
  tell()
  return {
    env: {
      LD_PRELOAD: findFaketime(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // The names of old and new versions of it: timers run on.
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      // awsx keeps in a file's times when its content ends.
      NO_FAKE_STAT: '1',
      // It is told in local time.
      TZ: 'UTC',
    },
    text,
    now: () => now,
    jump(ms) {
      now += ms
      tell()
    },
  }
}
