import { followClockFile, setClockFile } from '../../test/harness/faketime.ts'

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
  const tell = (): void => setClockFile(file, text())
  tell()
  return {
    env: {
      ...followClockFile(file),
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
