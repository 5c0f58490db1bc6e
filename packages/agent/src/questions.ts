import { AwsxError } from '@awsx/core'
import type { Answer, Question } from './question.ts'
import { nameOfQuestion, nobodyToAsk } from './question-text.ts'
import { isMfaStake } from './stakes.ts'

/** A client that waits for the agent, as far as questions concern it. */
export interface Waiter {
  /** The terminal its person sits at; null without. */
  readonly terminal: string | null
  /** Whether it could answer this. */
  canAnswer(question: Question): boolean
  /** Shows the question, after those it shows already; resolves with what it says, and null when the client went away. */
  show(question: Question): Promise<Answer | null>
  /** Takes the question back; `show` need not end. */
  withdraw(question: Question): void
  /** Says what is waited for elsewhere. */
  tell(message: string): void
  /** Ends what it waits for. */
  fail(error: AwsxError): void
}

/** Who waits for what, and who is asked. */
export interface Questions {
  /** A waiter is asked only what it has a stake in. Returns how it leaves. */
  join(waiter: Waiter, stakes: ReadonlySet<string>): () => void
  /** Whether anybody who waits could give an MFA code that one of these stakes is in. */
  canAskCode(stakes: ReadonlySet<string>): boolean
  /**
   * Asks the newest waiter that can answer, the next one when it goes away, and a newer one on another terminal when
   * it comes. Throws `locked`, `mfa_required` or `process_failed` where nobody is left, and what the waiter says.
   */
  ask(question: Question, stake: string): Promise<Answer>
}

interface Member {
  readonly waiter: Waiter
  readonly stakes: ReadonlySet<string>
}

interface Open {
  readonly stake: string
  joined(member: Member): void
  left(member: Member): void
}

/** The questions of one agent. `bystanderMs` is how long those who cannot answer wait for one who can. */
export function createQuestions(bystanderMs: number): Questions {
  // In the order they came.
  const members = new Set<Member>()
  const open = new Set<Open>()
  const asked = new WeakSet<Waiter>()

  function candidates(question: Question, stake: string): Member[] {
    return [...members].filter(({ stakes, waiter }) => stakes.has(stake) && waiter.canAnswer(question)).toReversed()
  }

  function join(waiter: Waiter, stakes: ReadonlySet<string>): () => void {
    const member = { waiter, stakes }
    members.add(member)
    for (const one of open) if (stakes.has(one.stake)) one.joined(member)
    return () => {
      members.delete(member)
      for (const one of open) one.left(member)
    }
  }

  async function ask(question: Question, stake: string): Promise<Answer> {
    return await new Promise<Answer>((resolve, reject) => {
      const bystanders = new Map<Member, NodeJS.Timeout>()
      let holder: Member | null = null
      const one: Open = {
        stake,
        joined(member) {
          choose()
          if (open.has(one) && holder !== null) tell(member, holder)
        },
        left(member) {
          clearTimeout(bystanders.get(member))
          bystanders.delete(member)
          if (member === holder) choose()
        },
      }

      function end(settle: () => void): void {
        open.delete(one)
        for (const timer of bystanders.values()) clearTimeout(timer)
        settle()
      }

      function choose(why: AwsxError | null = null): void {
        if (!open.has(one)) return
        const found = candidates(question, stake)
        const next = found[0]
        if (next === undefined) return end(() => reject(why ?? nobodyToAsk(question)))
        watchBystanders(found)
        if (holder === null || !members.has(holder)) return hand(spokesman(found, next))
        // Processes of one terminal would only take the keys from each other.
        if (next.waiter === holder.waiter || sharesTerminal(next, holder)) return
        holder.waiter.withdraw(question)
        hand(next)
      }

      // Who spoke on a terminal already goes on there: two processes would draw over each other.
      function spokesman(found: readonly Member[], next: Member): Member {
        return found.find((member) => asked.has(member.waiter) && sharesTerminal(member, next)) ?? next
      }

      function hand(member: Member): void {
        holder = member
        asked.add(member.waiter)
        for (const other of members) tell(other, member)
        void member.waiter.show(question).then((answer) => {
          if (holder === member && open.has(one)) hear(answer, member)
        })
      }

      function hear(answer: Answer | null, member: Member): void {
        const error = answer?.kind === 'error' ? answer.error : null
        if (answer !== null && error === null) return end(() => resolve(answer))
        const code = error instanceof AwsxError ? error.code : null
        if (code === 'cancelled') return refused(error as AwsxError, member)
        const cannot = answer === null || code === 'locked' || code === 'mfa_required'
        if (!cannot) return end(() => reject(error instanceof Error ? error : new Error(String(error))))
        // It went away, or there is nobody after all; whoever is left is asked.
        members.delete(member)
        holder = null
        choose(error instanceof AwsxError ? error : null)
      }

      // A person said no: that counts for all that wait at this terminal, and not for another one.
      function refused(error: AwsxError, member: Member): void {
        holder = null
        for (const other of members) {
          const isThere = other.waiter === member.waiter || sharesTerminal(other, member)
          if (!isThere || !other.stakes.has(stake)) continue
          members.delete(other)
          other.waiter.fail(error)
        }
        if (candidates(question, stake).length === 0) failBystanders()
        choose(error)
      }

      // Who only waited for the answer has cancelled nothing.
      function failBystanders(): void {
        for (const { stakes, waiter } of members) {
          if (stakes.has(stake)) waiter.fail(nobodyToAsk(question, 'whoever was asked said no'))
        }
      }

      function tell(member: Member, holding: Member): void {
        if (member.waiter === holding.waiter || sharesTerminal(member, holding) || !member.stakes.has(stake)) return
        member.waiter.tell(`${nameOfQuestion(question)} is asked in another terminal`)
      }

      function watchBystanders(found: readonly Member[]): void {
        for (const member of members) {
          if (bystanders.has(member) || found.includes(member) || !member.stakes.has(stake)) continue
          const timer = setTimeout(() => {
            if (!members.delete(member)) return
            const why = `nobody has answered for ${Math.round(bystanderMs / 1000)} s`
            member.waiter.fail(nobodyToAsk(question, why))
          }, bystanderMs)
          bystanders.set(member, timer)
        }
      }

      open.add(one)
      choose()
    })
  }

  function canAskCode(stakes: ReadonlySet<string>): boolean {
    const wanted = [...stakes].filter(isMfaStake)
    return [...members].some((member) => wanted.some((stake) => member.stakes.has(stake)) && canGiveCode(member))
  }

  return { join, canAskCode, ask }
}

function canGiveCode({ waiter }: Member): boolean {
  return waiter.canAnswer({ kind: 'mfa', serialNumber: '', profile: '', again: null })
}

function sharesTerminal(one: Member, other: Member): boolean {
  return one.waiter.terminal !== null && one.waiter.terminal === other.waiter.terminal
}
