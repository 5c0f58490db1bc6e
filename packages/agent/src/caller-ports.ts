import { AwsxError, Secret, type Notice } from '@awsx/core'
import type { CallerPorts } from './agent-engine.ts'
import { scopeOf, type Caller } from './caller.ts'
import type { Question } from './question.ts'
import type { Questions } from './questions.ts'
import { mfaStake, programStake, stakesOf } from './stakes.ts'

/** What the ports of a caller go by. */
export interface CallerPortsDeps {
  readonly questions: Questions
  readonly caller: Caller
  unlock(): Promise<void>
  notify(notice: Notice): void
  /** Takes part in the questions about these stakes. */
  take(stakes: ReadonlySet<string>): void
}

/** The ports of a caller, by way of questions to those who wait. */
export function createCallerPorts({ questions, caller, unlock, notify, take }: CallerPortsDeps): CallerPorts {
  const scope = scopeOf(caller)
  let expected: ReadonlySet<string> = new Set()

  async function ask(question: Question, stake: string): Promise<Secret> {
    const answer = await questions.ask(question, stake)
    if (answer.kind === 'text') return new Secret(answer.text)
    throw new AwsxError('unexpected', 'the client sent another answer than was asked for')
  }

  return {
    mfa: {
      canAsk: () => questions.canAskCode(expected),
      ask: (question) => ask({ kind: 'mfa', ...question }, mfaStake(question.serialNumber)),
    },
    programs: { run: (request) => ask({ kind: 'program', ...request }, programStake(scope, request)) },
    notify,
    unlock,
    expect(plan) {
      expected = stakesOf(plan, scope)
      take(expected)
    },
  }
}

/** Ports for what is done while nobody waits: whatever needs a person or a program fails. */
export function createAbsentPorts(isUnlocked: () => boolean): CallerPorts {
  async function nobody(): Promise<never> {
    throw new AwsxError('mfa_required', 'it needs a person, and nobody waits')
  }
  return {
    mfa: { canAsk: () => false, ask: nobody },
    programs: { run: nobody },
    notify: () => undefined,
    async unlock() {
      if (!isUnlocked()) throw new AwsxError('locked', 'the agent is locked', { hint: 'awsx unlock' })
    },
    expect: () => undefined,
  }
}
