/** Lets concurrent callers of one key share one run. */
export interface Flights {
  share<T>(key: string, run: () => Promise<T>): Promise<T>
}

/** Flights that live as long as the process: a key is forgotten when its run ends, well or badly. */
export function createFlights(): Flights {
  const underway = new Map<string, Promise<unknown>>()
  return {
    share<T>(key: string, run: () => Promise<T>): Promise<T> {
      const running = underway.get(key)
      // One key is only ever shared by callers of one type: keys are made by `cacheKey`.
      if (running !== undefined) return running as Promise<T>
      const flight = run().finally(() => underway.delete(key))
      underway.set(key, flight)
      return flight
    },
  }
}
