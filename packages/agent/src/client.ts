import { connect, type Socket } from 'node:net'
import { AwsxError, type Notice } from '@awsx/core'
import { createFrameReader, encodeFrame, FrameError, type Frame } from './frame.ts'
import { frameLimits, frameTypes, patienceMs, protocolVersion } from './protocol.ts'
import { parseQuestion, type Answer, type Question } from './question.ts'
import { formatWireError, parseWireError } from './wire-error.ts'
import { decodeJson, encodeJson, numberOf, own, textOf, type Json, type JsonRecord } from './wire-json.ts'

/** What a client does for the agent. */
export interface ClientEvents {
  /** Answers a question; `withdrawn` is aborted when somebody else is asked instead. */
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
 * Connects to the agent on `socketFile`, which the caller has checked.
 *
 * The hello and the first request leave together: who speaks another version learns it from the hello alone.
 */
export async function connectAgent(socketFile: string, events: ClientEvents): Promise<AgentClient | AgentAbsence> {
  const socket = await openSocket(socketFile)
  if (socket === null) return 'none'
  const reader = createFrameReader(frameLimits.fromAgent)
  let pending: Pending | null = null
  let asking: AbortController | null = null
  let silence: NodeJS.Timeout | undefined
  let hello: ((found: JsonRecord | null) => void) | null = null

  function watch(): void {
    clearTimeout(silence)
    if (pending !== null) silence = setTimeout(() => socket?.destroy(), patienceMs.silence)
  }

  function settle(settler: (waiting: Pending) => void): void {
    const waiting = pending
    pending = null
    clearTimeout(silence)
    if (waiting !== null) settler(waiting)
  }

  function take({ type, payload }: Frame): void {
    const found = decodeJson(payload)
    if (found === null) throw new FrameError('a frame without JSON')
    if (type !== frameTypes.alive) events.heard()
    switch (type) {
      case frameTypes.hello:
        hello?.(found)
        return
      case frameTypes.reply: {
        asking?.abort()
        const error = own(found, 'error')
        return settle(({ resolve, reject }) =>
          error === undefined ? resolve(own(found, 'ok') ?? null) : reject(parseWireError(error)),
        )
      }
      case frameTypes.question:
        return ask(found)
      case frameTypes.withdraw:
        return asking?.abort()
      case frameTypes.notice:
        return events.notify({
          level: textOf(found, 'level') === 'warning' ? 'warning' : 'info',
          message: textOf(found, 'message') ?? '',
        })
      default:
      // A sign of life, or something newer than this client.
    }
  }

  function ask(found: JsonRecord): void {
    const question = parseQuestion(found)
    if (question === null) throw new FrameError('a question without content')
    asking?.abort()
    const withdrawn = new AbortController()
    asking = withdrawn
    void events.answer(question, withdrawn.signal).then(
      (answer) => {
        if (!withdrawn.signal.aborted) sendAnswer(answer)
        else if (answer.kind === 'secret') answer.secret.fill(0)
      },
      (error: unknown) => {
        if (!withdrawn.signal.aborted) sendAnswer({ kind: 'error', error })
      },
    )
  }

  function sendAnswer(answer: Answer): void {
    if (answer.kind === 'secret') {
      const frame = encodeFrame(frameTypes[answer.of], answer.secret)
      answer.secret.fill(0)
      socket?.write(frame, () => frame.fill(0))
      return
    }
    const value = answer.kind === 'text' ? { text: answer.text } : { error: formatWireError(answer.error) }
    socket?.write(encodeFrame(frameTypes.answer, encodeJson(value)))
  }

  socket.on('data', (chunk: Buffer) => {
    try {
      watch()
      for (const frame of reader.push(chunk)) take(frame)
    } catch (error) {
      if (!(error instanceof FrameError)) throw error
      socket.destroy()
    }
  })
  socket.on('close', () => {
    events.heard()
    hello?.(null)
    asking?.abort()
    settle(({ reject }) => reject(new AgentGoneError()))
  })
  socket.write(encodeFrame(frameTypes.hello, encodeJson({ version: protocolVersion })))

  const greeting = new Promise<JsonRecord | null>((resolve) => {
    const timer = setTimeout(() => resolve(null), patienceMs.hello)
    hello = (found) => {
      clearTimeout(timer)
      hello = null
      resolve(found)
    }
  })
  const greeted = await greeting
  if (greeted === null || numberOf(greeted, 'version') !== protocolVersion) {
    socket.destroy()
    return greeted === null ? 'silent' : 'other version'
  }
  return {
    pid: numberOf(greeted, 'pid'),
    awsx: textOf(greeted, 'awsx'),
    request(request) {
      if (pending !== null) throw new Error('one request at a time')
      if (socket.destroyed) return Promise.reject(new AgentGoneError())
      const frame = encodeFrame(frameTypes.request, encodeJson(request))
      if (frame.length > frameLimits.fromClient) return Promise.reject(new AgentGoneError())
      return new Promise<Json>((resolve, reject) => {
        pending = { resolve, reject }
        watch()
        socket.write(frame, () => frame.fill(0))
      })
    },
    close: () => socket.destroy(),
  }
}

async function openSocket(path: string): Promise<Socket | null> {
  return await new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => resolve(socket))
    // Nobody is there (ENOENT), nobody listens (ECONNREFUSED), or the place cannot be reached: for the caller all one.
    socket.on('error', () => resolve(null))
  })
}
