import { AwsxError, type Notice } from '@awsx/core'
import { openClientSocket, type ClientSocket } from './client-socket.ts'
import { createDeadline } from './deadline.ts'
import { createFrameReader, FrameError, isTooLong, type Frame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameLimits, frameTypes, patienceMs, protocolVersion, type Patience } from './protocol.ts'
import { encodeAnswer, parseQuestion, type Answer, type Question } from './question.ts'
import { parseWireError } from './wire-error.ts'
import { decodeJson, numberOf, own, textOf, type Json, type JsonRecord } from './wire-json.ts'

/** What a client does for the agent. */
export interface ClientEvents {
  /** Answers a question; `withdrawn` is aborted, with words for the person as the reason, when it is not open any more. */
  answer(question: Question, withdrawn: AbortSignal): Promise<Answer>
  notify(notice: Notice): void
  /** Something came of an answer: a reply, another question, a notice. */
  heard(): void
}

/** A connection to an agent that speaks our version. */
export interface AgentClient {
  readonly pid: number | null
  /** The version of awsx that the agent is of. */
  readonly awsx: string | null
  /** One request at a time. Throws what the agent throws, and {@link AgentGoneError}. */
  request(request: JsonRecord): Promise<Json>
  /** False once the agent has ended, or has dropped a client that asked for nothing. */
  isOpen(): boolean
  close(): void
}

/** Why there is no agent to speak to: none runs, it does not answer, or it is of another version. */
export type AgentAbsence = 'none' | 'silent' | 'other version'

/**
 * The agent ended, or was ended, before it answered, or the request is more than it takes. It may be made again, or
 * carried out here.
 */
export class AgentGoneError extends AwsxError {
  override readonly name: string = 'AgentGoneError'
  constructor() {
    super('unexpected', 'the agent ended before it answered', { hint: 'run the command again' })
  }
}

interface Pending {
  resolve(value: Json): void
  reject(error: Error): void
}

/**
 * Connects to the agent on `socketFile`, which the caller has checked. Tests have less `patience`.
 *
 * The version is settled before the first request: who speaks another one learns it from the hello alone.
 */
export async function connectAgent(
  socketFile: string,
  events: ClientEvents,
  patience: Patience = patienceMs,
): Promise<AgentClient | AgentAbsence> {
  const reader = createFrameReader(frameLimits.fromAgent)
  let pending: Pending | null = null
  let asking: AbortController | null = null
  let hello: ((found: JsonRecord | null) => void) | null = null
  const silence = createDeadline(patience.silence, () => socket.close())
  const opened = await openClientSocket(socketFile, { data: read, closed })
  if (typeof opened === 'string') return opened
  const socket: ClientSocket = opened

  function settle(settler: (waiting: Pending) => void): void {
    const waiting = pending
    pending = null
    silence.stop()
    if (waiting !== null) settler(waiting)
  }

  function take({ type, payload }: Frame): void {
    const found = decodeJson(payload)
    // There are credentials in it.
    payload.fill(0)
    if (found === null) throw new FrameError('a frame without JSON')
    if (type !== frameTypes.alive) events.heard()
    switch (type) {
      case frameTypes.hello:
        hello?.(found)
        return
      case frameTypes.reply:
        asking?.abort('no longer needed')
        return takeReply(found)
      case frameTypes.question:
        return ask(found)
      case frameTypes.withdraw:
        return asking?.abort('asked elsewhere')
      case frameTypes.notice:
        return events.notify({
          level: textOf(found, 'level') === 'warning' ? 'warning' : 'info',
          message: textOf(found, 'message') ?? '',
        })
      default:
      // A sign of life, or something newer than this client.
    }
  }

  function takeReply(found: JsonRecord): void {
    const error = own(found, 'error')
    const value = own(found, 'ok')
    if (error === undefined && value === undefined) throw new FrameError('a reply without content')
    settle(({ resolve, reject }) => (error === undefined ? resolve(value ?? null) : reject(parseWireError(error))))
  }

  function ask(found: JsonRecord): void {
    const question = parseQuestion(found)
    const id = numberOf(found, 'id')
    if (question === null || id === null) throw new FrameError('a question without content')
    asking?.abort('asked anew')
    const withdrawn = new AbortController()
    asking = withdrawn
    void answerOf(question, withdrawn.signal).then((answer) => {
      if (!withdrawn.signal.aborted) socket.send(answerFrame(id, answer))
      if (answer.kind === 'secret') answer.secret.fill(0)
    })
  }

  async function answerOf(question: Question, withdrawn: AbortSignal): Promise<Answer> {
    try {
      return await events.answer(question, withdrawn)
    } catch (error) {
      return { kind: 'error', error }
    }
  }

  function read(chunk: Uint8Array): void {
    if (pending !== null) silence.start()
    try {
      for (const frame of reader.push(chunk)) take(frame)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      socket.close()
    }
  }

  function closed(): void {
    events.heard()
    reader.clear()
    hello?.(null)
    asking?.abort('the agent is gone')
    settle(({ reject }) => reject(new AgentGoneError()))
  }

  socket.send(encodeMessage(frameTypes.hello, { version: protocolVersion }))

  const greeted = await new Promise<JsonRecord | null>((resolve) => {
    const late = createDeadline(patience.hello, () => resolve(null))
    late.start()
    hello = (found) => {
      late.stop()
      hello = null
      resolve(found)
    }
  })
  if (greeted === null || numberOf(greeted, 'version') !== protocolVersion) {
    socket.close()
    return greeted === null ? 'silent' : 'other version'
  }
  return {
    pid: numberOf(greeted, 'pid'),
    awsx: textOf(greeted, 'awsx'),
    async request(request) {
      if (pending !== null) throw new Error('one request at a time')
      const frame = encodeMessage(frameTypes.request, request)
      if (!socket.isOpen() || isTooLong(frame, frameLimits.fromClient)) {
        frame.fill(0)
        throw new AgentGoneError()
      }
      return await new Promise<Json>((resolve, reject) => {
        pending = { resolve, reject }
        silence.start()
        socket.send(frame)
      })
    },
    isOpen: socket.isOpen,
    close: socket.close,
  }
}

function answerFrame(id: number, answer: Answer): Uint8Array {
  const frame = encodeAnswer(id, answer)
  if (!isTooLong(frame, frameLimits.fromClient)) return frame
  frame.fill(0)
  const error = new AwsxError('process_failed', 'the answer is longer than the agent takes', {
    hint: 'use --no-agent',
  })
  return encodeAnswer(id, { kind: 'error', error })
}
