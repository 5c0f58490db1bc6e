import type { AwsxError, Notice } from '@awsx/core'
import type { Caller } from './caller.ts'
import type { Connection } from './connection.ts'
import type { Frame } from './frame.ts'
import { frameTypes } from './protocol.ts'
import { formatQuestion, parseAnswer, type Answer, type Question } from './question.ts'
import type { Questions, Waiter } from './questions.ts'
import { parseWireError } from './wire-error.ts'
import { decodeJson } from './wire-json.ts'

/** A client while one of its requests is worked on: it may be asked, and told. */
export interface WaitingClient {
  /** Takes part in the questions about these stakes. */
  take(stakes: ReadonlySet<string>): void
  notify(notice: Notice): void
  /** Rejects when the client is failed from outside: somebody said no, or nobody came. */
  readonly failed: Promise<never>
  /** An answer or a passphrase came in; false when nothing was asked. */
  answer(frame: Frame): boolean
  /** The client can answer nothing any more. */
  gone(): void
  /** The request is done. */
  leave(): void
}

/** A client that waits on `connection`; `caller` says what it can answer. */
export function createWaitingClient(connection: Connection, caller: Caller, questions: Questions): WaitingClient {
  let settle: ((answer: Answer | null) => void) | null = null
  let hasCode = caller.hasCode
  let isGone = connection.isEnded()
  const leaves: (() => void)[] = []
  let fail: (error: AwsxError) => void = () => undefined
  const failed = new Promise<never>((_, reject) => {
    fail = reject
  })
  failed.catch(() => undefined)

  const waiter: Waiter = {
    terminal: caller.terminal,
    canAnswer(question) {
      if (isGone) return false
      if (question.kind === 'program') return true
      return caller.hasPerson || (question.kind === 'mfa' && hasCode)
    },
    show(question: Question) {
      if (question.kind === 'mfa') hasCode = false
      connection.send(frameTypes.question, formatQuestion(question))
      return new Promise((resolve) => {
        settle = resolve
        if (isGone) reply(null)
      })
    },
    withdraw() {
      settle = null
      connection.send(frameTypes.withdraw, {})
    },
    tell: (message) => connection.send(frameTypes.notice, { level: 'info', message }),
    fail: (error) => fail(error),
  }

  function reply(answer: Answer | null): boolean {
    if (settle === null) return false
    const answered = settle
    settle = null
    answered(answer)
    return true
  }

  return {
    failed,
    take: (stakes) => void leaves.push(questions.join(waiter, stakes)),
    notify: ({ level, message }) => connection.send(frameTypes.notice, { level, message }),
    answer({ type, payload }) {
      if (type === frameTypes.passphrase) return reply({ kind: 'secret', secret: payload, of: 'passphrase' })
      if (type === frameTypes.identity) return reply({ kind: 'secret', secret: payload, of: 'identity' })
      const found = decodeJson(payload)
      const answer = found === null ? null : parseAnswer(found)
      if (answer === null) return false
      return reply(
        'text' in answer ? { kind: 'text', text: answer.text } : { kind: 'error', error: parseWireError(answer.error) },
      )
    },
    gone() {
      isGone = true
      reply(null)
    },
    leave() {
      for (const leave of leaves) leave()
    },
  }
}
