import { safe } from '@awsx/core'
import type { ProgramRunnerDeps } from '@awsx/aws'
import type { Terminal } from './terminal.ts'

/** A key to touch, a sign-in in the browser. */
const personMs = 300_000

/** What a program of the config gets of the person's terminal: all of it, or, where something is drawn on it, a voice. */
export function programTerminal(person: Terminal | null): Pick<ProgramRunnerDeps, 'hasTerminal' | 'hear' | 'limitMs'> {
  if (person?.isDrawnOn !== true) return { hasTerminal: person !== null }
  return { hasTerminal: false, limitMs: personMs, hear: (line) => person.say(safe(line, 200)) }
}
