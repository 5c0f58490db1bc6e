import type { MfaQuestion, ProgramRequest } from '@awsx/core'
import { isRecord, numberOf, own, recordOf, textOf, type JsonRecord } from './wire-json.ts'

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

/** The answer of a client in JSON; null for anything else. */
export function parseAnswer(found: JsonRecord): { readonly text: string } | { readonly error: JsonRecord } | null {
  const text = textOf(found, 'text')
  if (text !== null) return { text }
  const error = recordOf(found, 'error')
  return isRecord(error) ? { error } : null
}
