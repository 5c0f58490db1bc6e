import { safe } from '@awsx/core'
import type { Terminal } from './terminal.ts'

/** Says why something is asked again, as a sentence; nothing the first time. */
export function sayAgain(person: Terminal, again: string | null): void {
  if (again !== null) person.say(`${safe(again[0]?.toUpperCase() ?? '')}${safe(again.slice(1))}.`)
}
