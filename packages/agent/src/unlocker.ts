import { AwsxError, type Clock } from '@awsx/core'
import type { AgentEngine } from './agent-engine.ts'
import type { Answer } from './question.ts'
import type { Questions } from './questions.ts'
import { passphraseStake } from './stakes.ts'

/** How often a passphrase may be wrong in one go. */
const tries = 3
const delayStepMs = 100
const longestDelayMs = 10_000

/** Opens the store by asking, once for all who wait. */
export interface Unlocker {
  /** Throws `locked` where nobody can be asked, `wrong_passphrase` after three tries, `cancelled`. */
  unlock(): Promise<void>
  /** The store is to be shut: what is being opened now will be too. */
  abandon(): void
}

/**
 * An unlocker; `opened` is called each time the store was opened.
 *
 * Every wrong passphrase makes the next try wait 0.1 s longer, up to 10 s, whoever makes it; a right one ends that.
 */
export function createUnlocker(engine: AgentEngine, questions: Questions, clock: Clock, opened: () => void): Unlocker {
  let failures = 0
  let underway: Promise<void> | null = null
  let abandoned = 0

  async function attempt(again: string | null): Promise<void> {
    const answer = await questions.ask({ kind: 'passphrase', again }, passphraseStake)
    if (answer.kind !== 'secret') throw new AwsxError('unexpected', 'the client sent no passphrase')
    try {
      const before = abandoned
      if (failures > 0) await clock.sleep(Math.min(longestDelayMs, failures * delayStepMs))
      await tryOpen(answer)
      if (abandoned === before) return opened()
      engine.forget()
      throw new AwsxError('locked', 'the agent was locked meanwhile', { hint: 'awsx unlock' })
    } finally {
      answer.secret.fill(0)
    }
  }

  async function tryOpen({ secret, of }: Extract<Answer, { kind: 'secret' }>): Promise<void> {
    try {
      await engine.unlock(secret, of)
      failures = 0
    } catch (error) {
      failures += 1
      throw error
    }
  }

  async function askUntilOpen(): Promise<void> {
    for (let count = 1; ; count += 1) {
      try {
        return await attempt(count === 1 ? null : 'that passphrase does not open the vault')
      } catch (error) {
        if (!(error instanceof AwsxError) || error.code !== 'wrong_passphrase' || count === tries) throw error
      }
    }
  }

  return {
    async unlock() {
      if (engine.isUnlocked()) return
      underway ??= askUntilOpen().finally(() => {
        underway = null
      })
      await underway
    },
    abandon() {
      abandoned += 1
    },
  }
}
