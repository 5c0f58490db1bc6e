/** Answers without running the action. In `message`, `{accessKeyId}`, `{secretAccessKey}` and `{sessionToken}` stand for the caller's own. */
export type ReplacingEffect =
  | { readonly kind: 'error'; readonly status: number; readonly code: string; readonly message: string }
  | { readonly kind: 'body'; readonly status?: number; readonly contentType: string; readonly text: string }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'big-body'; readonly bytes: number }
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  | { readonly kind: 'deep-xml'; readonly depth: number }

/** Runs the action (an MFA code is spent, a session made), then changes the answer. */
export type AlteringEffect =
  /** Elements by name; null leaves them out. */
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, string | null>> }
  /** Sets `Expiration` to the sandbox clock and so many seconds. */
  | { readonly kind: 'expires-in'; readonly seconds: number }
  /** Another account in `Account` and `Arn`. */
  | { readonly kind: 'account'; readonly accountId: string }
  | { readonly kind: 'content-type'; readonly contentType: string }
  /** Ends the body early in a complete HTTP answer. */
  | { readonly kind: 'truncate'; readonly bytes: number }
  | { readonly kind: 'dtd'; readonly variant: 'external' | 'entity' | 'bomb' }

/** Changes how the answer travels. */
export type TransportEffect =
  /** Before the action runs. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The action runs, no answer ever comes. */
  | { readonly kind: 'hang' }
  /** Ends the connection so many bytes into the answer, status line included: 0 is before it. */
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly how: 'fin' | 'reset' }
  | { readonly kind: 'drip'; readonly bytes: number; readonly everyMs: number }

/** What goes wrong. */
export type FaultEffect = ReplacingEffect | AlteringEffect | TransportEffect

/** What goes wrong, for which action, and how often. */
export type Fault = FaultEffect & {
  /** Left out: for every action. */
  readonly action?: string
  /** Left out: until cleared. */
  readonly times?: number
}

/** The faults in force. All that fit a call work on it, in the order they were added. */
export interface Faults {
  /** Its number, for {@link Faults.remove}. */
  add(fault: Fault): number
  remove(id: number): void
  clear(): void
  /** How many are still in force. */
  count(): number
}

/** {@link Faults} with what only the server uses. */
export interface FaultRegister extends Faults {
  /** The effects on a call of `action`, counted down. */
  take(action: string): readonly FaultEffect[]
}

/** No faults yet. */
export function createFaultRegister(): FaultRegister {
  const faults = new Map<number, { fault: Fault; left: number }>()
  let last = 0
  return {
    add(fault) {
      if (!knownKinds.has(fault.kind)) throw new RangeError(`unknown fault ${fault.kind}`)
      last += 1
      faults.set(last, { fault, left: fault.times ?? Number.POSITIVE_INFINITY })
      return last
    },
    remove: (id) => void faults.delete(id),
    clear: () => faults.clear(),
    count: () => faults.size,
    take(action) {
      const effects: FaultEffect[] = []
      for (const [id, entry] of faults) {
        if (entry.fault.action !== undefined && entry.fault.action !== action) continue
        effects.push(entry.fault)
        entry.left -= 1
        if (entry.left <= 0) faults.delete(id)
      }
      return effects
    },
  }
}

const replacingKinds = ['error', 'body', 'redirect', 'big-body', 'gzip-bomb', 'deep-xml'] as const
const alteringKinds = ['fields', 'expires-in', 'account', 'content-type', 'truncate', 'dtd'] as const
const transportKinds = ['delay', 'hang', 'cut', 'drip'] as const
const knownKinds: ReadonlySet<string> = new Set([...replacingKinds, ...alteringKinds, ...transportKinds])

/** True for an effect that takes the place of the action. */
export function isReplacing(effect: FaultEffect): effect is ReplacingEffect {
  return (replacingKinds as readonly string[]).includes(effect.kind)
}

/** True for an effect that changes an answer. */
export function isAltering(effect: FaultEffect): effect is AlteringEffect {
  return (alteringKinds as readonly string[]).includes(effect.kind)
}

/** True for an effect on the connection. */
export function isTransport(effect: FaultEffect): effect is TransportEffect {
  return (transportKinds as readonly string[]).includes(effect.kind)
}
