import { safe, type Notice } from '@awsx/core'
import type { Io } from './io.ts'

/** Says what a person should know while a plan is carried out, here or in the agent; `info` only where one looks on. */
export function sayNotice(io: Io, { level, message }: Notice): void {
  if (level === 'warning') io.warn(message)
  else if (io.errIsTerminal) io.say(`awsx: ${safe(message, 2000)}`)
}
