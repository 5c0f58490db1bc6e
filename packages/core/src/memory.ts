import { AwsxError } from './errors.ts'
import type { ExecutePorts } from './ports.ts'

/** Small facts kept between commands; see `SessionStore.recall`. */
export interface Memory {
  /** Null when unknown or past. */
  recall(key: string): Promise<string | null>
  /** `until` in ms since the epoch. Never throws: what cannot be kept is only asked or tried again. */
  remember(key: string, value: string, until: number): Promise<void>
}

/** The memory in the session store, with one of its own for what the store does not keep. */
export function createMemory({ sessions, clock }: Pick<ExecutePorts, 'sessions' | 'clock'>): Memory {
  const own = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    async recall(key) {
      const now = clock.now()
      const fact = own.get(key)
      return fact !== undefined && fact.until > now ? fact.value : await sessions.recall(key, now)
    },
    async remember(key, value, until) {
      own.set(key, { value, until })
      try {
        await sessions.remember(key, value, until)
      } catch (error) {
        if (!(error instanceof AwsxError)) throw error
      }
    },
  }
}
