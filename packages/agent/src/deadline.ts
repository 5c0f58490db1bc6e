/** A time in which something has to happen. */
export interface Deadline {
  /** Starts it, or starts it over. */
  start(): void
  stop(): void
  isRunning(): boolean
}

/**
 * A deadline of `ms`; `missed` is called when it was not stopped by then. Stopped, it wakes nobody.
 *
 * A process that was stopped itself, or starved, finds the time over before it finds what came meanwhile: so what came
 * is read first.
 */
export function createDeadline(ms: number, missed: () => void): Deadline {
  let timer: NodeJS.Timeout | null = null
  let lastLook: NodeJS.Immediate | null = null

  function stop(): void {
    if (timer !== null) clearTimeout(timer)
    if (lastLook !== null) clearImmediate(lastLook)
    timer = null
    lastLook = null
  }

  return {
    start() {
      stop()
      timer = setTimeout(() => {
        timer = null
        lastLook = setImmediate(() => {
          lastLook = null
          missed()
        })
      }, ms)
    },
    stop,
    isRunning: () => timer !== null || lastLook !== null,
  }
}
