import { AwsxError, type Notice } from '@awsx/core'
import type { Caller } from './caller.ts'
import type { Connection } from './connection.ts'
import type { Frame } from './frame.ts'
import { frameTypes } from './protocol.ts'
import { formatQuestion, parseAnswer, type Answer, type Question, type QuestionId } from './question.ts'
import type { Questions, Waiter } from './questions.ts'

/** A client while one of its requests is worked on: it may be asked, and told. */
export interface WaitingClient {
  /** Takes part in the questions about these stakes, until the request is done. */
  take(stakes: ReadonlySet<string>): void
  notify(notice: Notice): void
  /** Rejects when the client is failed from outside: somebody said no, or nobody came, or it is not there any more. */
  readonly failed: Promise<never>
  /** An answer or a passphrase came in. True when its bytes are in use from now on, as those of a passphrase are. */
  answer(frame: Frame): boolean
  /** The passphrase was right: whoever typed it need not wait for the rest to know. */
  settled(): void
  /** The client can answer nothing any more. */
  gone(): void
  /** Nothing reaches the client any more. */
  closed(): void
  /** The request is done. */
  leave(): void
}

interface Asked {
  readonly question: Question
  /** Set when it was sent. */
  id: QuestionId | null
  settle(answer: Answer | null): void
}

/** A client that waits on `connection`; `caller` says what it can answer, `nextId` numbers what it is asked. */
export function createWaitingClient(
  connection: Connection,
  caller: Caller,
  questions: Questions,
  nextId: () => QuestionId,
): WaitingClient {
  // The first one is shown: a client has one terminal.
  const asked: Asked[] = []
  let hasCode = caller.hasCode
  let isGone = connection.isEnded()
  let hasLeft = false
  const leaves: (() => void)[] = []
  let fail: (error: AwsxError) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)

  function present(): void {
    const [first] = asked
    if (first === undefined || first.id !== null) return
    first.id = nextId()
    connection.send(frameTypes.question, { ...formatQuestion(first.question), id: first.id })
  }

  function gone(): void {
    isGone = true
    for (const { settle } of asked.splice(0)) settle(null)
  }

  const waiter: Waiter = {
    terminal: caller.terminal,
    canAnswer(question) {
      if (isGone) return false
      if (question.kind === 'program') return true
      return caller.hasPerson || (question.kind === 'mfa' && hasCode)
    },
    show(question: Question) {
      if (isGone) return Promise.resolve(null)
      if (question.kind === 'mfa') hasCode = false
      return new Promise((settle) => {
        asked.push({ question, id: null, settle })
        present()
      })
    },
    withdraw(question) {
      const index = asked.findIndex((one) => one.question === question)
      const [taken] = index === -1 ? [] : asked.splice(index, 1)
      if (taken === undefined) return
      if (taken.id !== null) connection.send(frameTypes.withdraw, {})
      present()
    },
    tell: (message) => connection.send(frameTypes.notice, { level: 'info', message }),
    fail: (error) => fail(error),
  }

  return {
    settled: () => connection.send(frameTypes.withdraw, {}),
    failed,
    take(stakes) {
      // What goes on for others must not ask one that has its answer.
      if (!hasLeft) leaves.push(questions.join(waiter, stakes))
    },
    notify({ level, message }) {
      if (!hasLeft) connection.send(frameTypes.notice, { level, message })
    },
    answer(frame) {
      const [first] = asked
      const found = parseAnswer(frame)
      if (first === undefined || found === null || found.id !== first.id) return false
      if (!fits(first.question, found.answer)) {
        // One that answers something else is asked nothing more.
        gone()
        return false
      }
      asked.shift()
      first.settle(found.answer)
      present()
      return found.answer.kind === 'secret'
    },
    gone,
    closed() {
      gone()
      fail(new AwsxError('cancelled', 'the client went away'))
    },
    leave() {
      hasLeft = true
      for (const leave of leaves) leave()
      gone()
    },
  }
}

function fits(question: Question, answer: Answer): boolean {
  return answer.kind === 'error' || (answer.kind === 'secret') === (question.kind === 'passphrase')
}
