import { closeSync, openSync } from 'node:fs'
import { ownTerminal } from './foreground.ts'

/** Whether somebody can be asked here, without loading what asking takes. */
export interface PersonHere {
  readonly hasPerson: boolean
  /** The terminal, for those who share it; null without. */
  readonly terminal: string | null
}

/** Looks for a person at this process's terminal. */
export function findPerson(): PersonHere {
  const { id, isForeground } = ownTerminal()
  return { hasPerson: isForeground && canOpen(), terminal: id }
}

/** Whether there is a controlling terminal that can be read and written. */
function canOpen(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'))
    return true
  } catch {
    return false
  }
}
