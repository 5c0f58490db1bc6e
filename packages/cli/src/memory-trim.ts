/** Keeps the memory of a process that lives long as small as what it holds. */
export interface MemoryTrim {
  /** Something was done that leaves garbage behind. */
  used(): void
}

/** So many uses leave some megabytes. */
const usesPerRound = 100
const idleMs = 1_000

/**
 * Collects garbage after every 100 uses, and once more a second after the last: then there is no timer.
 *
 * Both runtimes would rather let the heap grow, for the sake of throughput that an agent does not need.
 */
export function createMemoryTrim(collect: () => void): MemoryTrim {
  let uses = 0
  let timer: NodeJS.Timeout | undefined

  function round(): void {
    clearTimeout(timer)
    timer = undefined
    uses = 0
    collect()
  }

  return {
    used() {
      uses += 1
      if (uses >= usesPerRound) setImmediate(round)
      else timer ??= setTimeout(round, idleMs)
    },
  }
}

/** The runtime's own collector; does nothing where there is none. */
export function collectGarbage(): void {
  const { Bun: bun, gc } = globalThis as { Bun?: { gc(force: boolean): void }; gc?: () => void }
  if (bun === undefined) gc?.()
  else bun.gc(true)
}
