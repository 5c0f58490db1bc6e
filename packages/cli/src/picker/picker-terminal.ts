import { closeSync, openSync } from 'node:fs'
import { ReadStream, WriteStream } from 'node:tty'
import type { Terminal, TerminalSize } from '@awsx/tui'
import { isInGroupOfLeader } from '../foreground.ts'
import { holdRawMode } from '../raw-mode.ts'
import { listenToTerminal } from '../typed-input.ts'
import { writeFully } from '../write-fully.ts'

/** The controlling terminal, for what draws on all of it. */
export interface PickerTerminal extends Terminal {
  close(): void
}

/** Opens the controlling terminal; throws where there is none. */
export function openPickerTerminal(): PickerTerminal {
  const input = new ReadStream(openSync('/dev/tty', 'r'))
  const output = openSync('/dev/tty', 'w')
  // What happens to the terminal is told by what is typed: it ends.
  input.on('error', () => undefined)
  return {
    size: terminalSize,
    onResize(listener) {
      process.on('SIGWINCH', listener)
      return () => process.off('SIGWINCH', listener)
    },
    write: (text) => writeQuietly(output, text),
    hold: (holder) => holdRawMode(input, holder),
    listen: (hear) => listenToTerminal(input, hear),
    // A shell that waits for what we print could never let us go on: it is stopped with us, or deaf to us.
    stop: isInGroupOfLeader() ? null : () => process.kill(0, 'SIGTSTP'),
    close() {
      input.destroy()
      closeSync(output)
    },
  }
}

/** Writes something that does not show, whoever draws meanwhile; does nothing where the terminal is gone. */
export function writeToTerminal(text: string): void {
  const output = openSync('/dev/tty', 'w')
  try {
    writeQuietly(output, text)
  } finally {
    closeSync(output)
  }
}

/** How large the controlling terminal is. A stream knows the size from when it was opened. */
export function terminalSize(): TerminalSize {
  const stream = new WriteStream(openSync('/dev/tty', 'w'))
  const { columns, rows } = stream
  stream.destroy()
  // A terminal that does not know its size says 0.
  return columns > 0 && rows > 0 ? { columns, rows } : { columns: 80, rows: 24 }
}

/** A terminal that is gone is told by what is typed: it ends. */
function writeQuietly(fd: number, text: string): void {
  try {
    writeFully(fd, text)
  } catch {
    return
  }
}
