/** The sandbox's time: the real one plus an offset that tests and the demo move. */
export interface SandboxClock {
  /** ms since the epoch. */
  now(): number
  /** How far ahead of the real time it is, ms. */
  offsetMs(): number
  setOffset(offsetMs: number): void
  /** Moves on (or back, when negative) by `ms`. */
  jump(ms: number): void
}

/** A clock that starts without an offset; `base` gives the real time, ms since the epoch. */
export function createClock(base: () => number = Date.now): SandboxClock {
  let offset = 0
  const setOffset = (offsetMs: number): void => {
    if (!Number.isFinite(offsetMs)) throw new RangeError('offsetMs is not a finite number')
    offset = offsetMs
  }
  return {
    now: () => base() + offset,
    offsetMs: () => offset,
    setOffset,
    jump: (ms) => setOffset(offset + ms),
  }
}
