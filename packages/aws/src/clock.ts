import type { Clock } from '@awsx/core'

/** The computer's clock; `sleep` keeps the process alive until it is over. */
export function createSystemClock(): Clock {
  return {
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}
