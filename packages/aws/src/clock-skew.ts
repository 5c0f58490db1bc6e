import type { Clock, Notice } from '@awsx/core'

/** How far the clock of one AWS endpoint is from this computer's. */
export interface ClockSkew {
  /** Ms to add to the local clock to get the server's; 0 while it is not known. */
  offsetMs(): number
  /** True once an answer carried a `Date`. */
  isKnown(): boolean
  /** Learns from the `Date` header of an answer to a request sent at `sentAt` (local clock, ms). */
  observe(date: string | undefined, sentAt: number): void
  /** Tells the person that requests are signed with the server's time, once. */
  announce(): void
}

// Below this the difference is the whole seconds of the header and the way of the answer.
const negligibleMs = 5_000

/** Keeps the offset in memory; `notify` gets at most one warning. */
export function createClockSkew(clock: Clock, notify: (notice: Notice) => void): ClockSkew {
  let offsetMs: number | null = null
  let announced = false
  return {
    offsetMs: () => offsetMs ?? 0,
    isKnown: () => offsetMs !== null,
    observe(date, sentAt) {
      const serverTime = Date.parse(date ?? '')
      if (Number.isNaN(serverTime)) return
      const receivedAt = clock.now()
      const difference = serverTime + 500 - (sentAt + receivedAt) / 2
      const uncertainty = negligibleMs + Math.abs(receivedAt - sentAt) / 2
      offsetMs = Math.abs(difference) <= uncertainty ? 0 : Math.round(difference)
    },
    announce() {
      if (announced || offsetMs === null || offsetMs === 0) return
      announced = true
      notify({ level: 'warning', message: `${describeSkew(offsetMs)}; corrected for this request` })
    },
  }
}

/** `this computer's clock is 61 min behind AWS`. */
export function describeSkew(offsetMs: number): string {
  return `this computer's clock is ${spanText(Math.abs(offsetMs))} ${offsetMs > 0 ? 'behind' : 'ahead of'} AWS`
}

function spanText(ms: number): string {
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  if (ms < 172_800_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 86_400_000)} days`
}
