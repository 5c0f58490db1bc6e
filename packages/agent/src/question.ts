import type { MfaQuestion, ProgramRequest } from '@awsx/core'
import { encodeFrame, type Frame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameTypes } from './protocol.ts'
import { formatWireError, parseWireError } from './wire-error.ts'
import { decodeJson, numberOf, own, recordOf, textOf, type JsonRecord } from './wire-json.ts'

/** Something the agent cannot know or do by itself. */
export type Question =
  | { readonly kind: 'passphrase'; readonly again: string | null }
  | ({ readonly kind: 'mfa' } & MfaQuestion)
  | ({ readonly kind: 'program' } & ProgramRequest)

/** What a client says to it: the text, or that it has none and why. */
export type Answer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'secret'; readonly secret: Uint8Array; readonly of: 'passphrase' | 'identity' }
  | { readonly kind: 'error'; readonly error: unknown }

/**
 * The number of a question among those of one connection, 0 to 255. Its answer carries it: so a late answer is never
 * taken for the answer to another question.
 */
export type QuestionId = number

/** A question as JSON. */
export function formatQuestion(question: Question): JsonRecord {
  return question.kind === 'program' ? { ...question, argv: [...question.argv] } : { ...question }
}

/** The twin of {@link formatQuestion}; null for anything else. */
export function parseQuestion(found: JsonRecord): Question | null {
  const again = textOf(found, 'again')
  switch (textOf(found, 'kind')) {
    case 'passphrase':
      return { kind: 'passphrase', again }
    case 'mfa': {
      const serialNumber = textOf(found, 'serialNumber')
      const profile = textOf(found, 'profile')
      return serialNumber === null || profile === null ? null : { kind: 'mfa', serialNumber, profile, again }
    }
    case 'program':
      return parseProgram(found)
    default:
      return null
  }
}

function parseProgram(found: JsonRecord): Question | null {
  const argv = own(found, 'argv')
  const purpose = textOf(found, 'purpose')
  const file = textOf(found, 'file')
  const line = numberOf(found, 'line')
  if (!Array.isArray(argv) || purpose === null || file === null || line === null) return null
  const words = argv.filter((word): word is string => typeof word === 'string')
  return words.length === argv.length ? { kind: 'program', argv: words, purpose, file, line } : null
}

/** An answer as a frame: secrets in raw bytes behind the number, anything else as JSON. */
export function encodeAnswer(id: QuestionId, answer: Answer): Uint8Array {
  switch (answer.kind) {
    case 'secret': {
      const payload = new Uint8Array(answer.secret.length + 1)
      payload[0] = id
      payload.set(answer.secret, 1)
      const frame = encodeFrame(frameTypes[answer.of], payload)
      payload.fill(0)
      return frame
    }
    case 'text':
      return encodeMessage(frameTypes.answer, { id, text: answer.text })
    case 'error':
      return encodeMessage(frameTypes.answer, { id, error: formatWireError(answer.error) })
  }
}

/** The twin of {@link encodeAnswer}; null for anything else. The secret is no copy: it is the frame's. */
export function parseAnswer({ type, payload }: Frame): { readonly id: QuestionId; readonly answer: Answer } | null {
  if (type === frameTypes.passphrase || type === frameTypes.identity) {
    const [id] = payload
    const of = type === frameTypes.passphrase ? 'passphrase' : 'identity'
    return id === undefined ? null : { id, answer: { kind: 'secret', secret: payload.subarray(1), of } }
  }
  const found = decodeJson(payload)
  const id = found === null ? null : numberOf(found, 'id')
  if (found === null || id === null) return null
  const text = textOf(found, 'text')
  if (text !== null) return { id, answer: { kind: 'text', text } }
  const error = recordOf(found, 'error')
  return error === null ? null : { id, answer: { kind: 'error', error: parseWireError(error) } }
}
