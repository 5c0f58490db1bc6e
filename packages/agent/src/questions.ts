import { AwsxError } from '@awsx/core'
import type { Answer, Question } from './question.ts'

/** A client that waits for the agent, as far as questions concern it. */
export interface Waiter {
  /** The terminal its person sits at; null without. */
  readonly terminal: string | null
  /** Whether it could answer this. */
  canAnswer(question: Question): boolean
  /** Shows the question; resolves with what it says, and null when the client went away. */
  show(question: Question): Promise<Answer | null>
  /** Takes the question back; `show` need not end. */
  withdraw(): void
  /** Says what is waited for elsewhere. */
  tell(message: string): void
  /** Ends what it waits for. */
  fail(error: AwsxError): void
}

/** Who waits for what, and who is asked. */
export interface Questions {
  /** A waiter is asked only what it has a stake in. Returns how it leaves. */
  join(waiter: Waiter, stakes: ReadonlySet<string>): () => void
  /** Whether anybody who waits could give an MFA code. */
  canAskCode(): boolean
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
  holder: Member | null
  /** Looks again who is to be asked. */
  choose(): void
}

/** The questions of one agent. `bystanderMs` is how long those who cannot answer wait for one who can. */
export function createQuestions(bystanderMs: number): Questions {
  // In the order they came.
  const members = new Set<Member>()
  const open = new Set<Open>()

  function candidates(question: Question, stake: string): Member[] {
    return [...members].filter(({ stakes, waiter }) => stakes.has(stake) && waiter.canAnswer(question)).toReversed()
  }

  function join(waiter: Waiter, stakes: ReadonlySet<string>): () => void {
    const member = { waiter, stakes }
    members.add(member)
    for (const one of open) if (stakes.has(one.stake)) one.choose()
    return () => {
      members.delete(member)
      for (const one of open) if (one.holder === member) one.choose()
    }
  }

  async function ask(question: Question, stake: string): Promise<Answer> {
    return await new Promise<Answer>((resolve, reject) => {
      const bystanders = new Map<Member, NodeJS.Timeout>()
      const one: Open = { stake, holder: null, choose }

      function end(settle: () => void): void {
        open.delete(one)
        for (const timer of bystanders.values()) clearTimeout(timer)
        settle()
      }

      function choose(): void {
        if (!open.has(one)) return
        const found = candidates(question, stake)
        const { holder } = one
        const isHeld = holder !== null && members.has(holder)
        const next = found[0]
        if (next === undefined) return end(() => reject(nobody(question)))
        watchBystanders(found)
        // Processes of one terminal would only take the keys from each other.
        if (isHeld && (next === holder || sharesTerminal(next, holder))) return
        if (isHeld) holder.waiter.withdraw()
        hand(isHeld ? next : (nearest(found, holder) ?? next))
      }

      function hand(member: Member): void {
        one.holder = member
        tellOthers(member)
        void member.waiter.show(question).then((answer) => {
          if (one.holder !== member || !open.has(one)) return
          if (answer !== null) return end(() => settleWith(answer, member))
          // It went away; whoever is left is asked.
          members.delete(member)
          one.holder = null
          choose()
        })
      }

      function settleWith(answer: Answer, member: Member): void {
        if (answer.kind !== 'error') return resolve(answer)
        const { error } = answer
        const isNo = error instanceof AwsxError && error.code === 'cancelled'
        if (!isNo) return reject(error instanceof Error ? error : new Error(String(error)))
        // A person said no: that counts for all that wait at this terminal, and not for another one.
        members.delete(member)
        for (const other of members) {
          if (!sharesTerminal(other, member) || !other.stakes.has(stake)) continue
          members.delete(other)
          other.waiter.fail(error)
        }
        if (candidates(question, stake).length === 0) return reject(error)
        void ask(question, stake).then(resolve, reject)
      }

      function tellOthers(holder: Member): void {
        for (const member of members) {
          if (member === holder || sharesTerminal(member, holder) || !member.stakes.has(stake)) continue
          member.waiter.tell(`${nameOf(question)} is asked in another terminal`)
        }
      }

      function watchBystanders(found: readonly Member[]): void {
        for (const member of members) {
          if (bystanders.has(member) || found.includes(member) || !member.stakes.has(stake)) continue
          const timer = setTimeout(() => {
            if (!members.delete(member)) return
            member.waiter.fail(nobody(question, `nobody has answered for ${Math.round(bystanderMs / 1000)} s`))
          }, bystanderMs)
          bystanders.set(member, timer)
        }
      }

      open.add(one)
      choose()
    })
  }

  const anyCode = { kind: 'mfa', serialNumber: '', profile: '', again: null } as const
  return { join, canAskCode: () => [...members].some(({ waiter }) => waiter.canAnswer(anyCode)), ask }
}

function sharesTerminal(one: Member, other: Member): boolean {
  return one.waiter.terminal !== null && one.waiter.terminal === other.waiter.terminal
}

/** The newest on the terminal that was asked before, so that a question does not wander. */
function nearest(found: readonly Member[], before: Member | null): Member | null {
  return before === null ? null : (found.find((member) => sharesTerminal(member, before)) ?? null)
}

function nameOf(question: Question): string {
  switch (question.kind) {
    case 'passphrase':
      return 'the passphrase'
    case 'mfa':
      return `the MFA code of ${question.serialNumber}`
    case 'program':
      return `what ${question.purpose} gives`
  }
}

function nobody(question: Question, why: string | null = null): AwsxError {
  const reason = why === null ? '' : `; ${why}`
  switch (question.kind) {
    case 'passphrase':
      return new AwsxError('locked', `the vault is locked, and there is nobody to ask for its passphrase${reason}`, {
        hint: 'awsx unlock, in a terminal',
      })
    case 'mfa': {
      const { profile, serialNumber, again } = question
      const more = again === null ? reason : `; ${again}`
      return new AwsxError('mfa_required', `profile '${profile}' needs an MFA code of ${serialNumber}${more}`, {
        hint: 'run awsx in a terminal, or give a new code with --mfa-code',
      })
    }
    case 'program':
      return new AwsxError('process_failed', `whoever asked for ${question.purpose} went away before it ran`, {
        hint: 'run the command again',
        data: { file: question.file, line: question.line },
      })
  }
}
