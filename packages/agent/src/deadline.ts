/** A time in which something has to happen. */
export interface Deadline {
  /** Starts it, or starts it over. */
  start(): void
  stop(): void
  isRunning(): boolean
}

/** A deadline of `ms`; `missed` is called when it was not stopped by then. Stopped, it wakes nobody. */
export function createDeadline(ms: number, missed: () => void): Deadline {
  let timer: NodeJS.Timeout | null = null

  function stop(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  return {
    start() {
      stop()
      timer = setTimeout(() => {
        timer = null
        missed()
      }, ms)
    },
    stop,
    isRunning: () => timer !== null,
  }
}
