import { closeSync, constants, openSync, readSync } from 'node:fs'
import type { ReadStream } from 'node:tty'

/** Between two looks at a terminal, in ms: while nobody types, while somebody does, and while it has more to give. */
const quietMs = 20
const typingMs = 3
const busyMs = 1

/** Whoever has typed a key will soon type another, in ms. */
const attentionMs = 2000

/**
 * Gives what is typed at the controlling terminal to `hear`, in pieces, and null when there is no more; until the
 * returned function is called.
 *
 * `input` is a stream of it that is in raw mode. The native build cannot end a read of it that is under way, which would
 * take the next answer away, from another process even: there the terminal is looked at again and again instead.
 */
export function listenToTerminal(input: ReadStream, hear: (chunk: Buffer | null) => void): () => void {
  return AWSX_FLAVOUR === 'native' ? lookAgainAndAgain(hear) : waitForData(input, hear)
}

function waitForData(input: ReadStream, hear: (chunk: Buffer | null) => void): () => void {
  const end = (): void => hear(null)
  input.on('data', hear)
  input.on('end', end)
  return () => {
    input.off('data', hear)
    input.off('end', end)
  }
}

function lookAgainAndAgain(hear: (chunk: Buffer | null) => void): () => void {
  const fd = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK)
  const bytes = Buffer.alloc(4096)
  let timer: NodeJS.Timeout
  let isStopped = false
  let typedAt = -Infinity

  function look(): void {
    const length = read()
    if (length !== null) {
      // A copy: whoever hears it keeps it or wipes it.
      hear(length === 0 ? null : Buffer.from(bytes.subarray(0, length)))
      bytes.fill(0, 0, length)
    }
    if (!isStopped) timer = setTimeout(look, pause(length !== null))
  }

  function pause(isGiving: boolean): number {
    const now = performance.now()
    if (!isGiving) return now - typedAt < attentionMs ? typingMs : quietMs
    typedAt = now
    return busyMs
  }

  /** Null where nothing was typed; 0 where the terminal is gone. */
  function read(): number | null {
    try {
      return readSync(fd, bytes)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      return code === 'EAGAIN' || code === 'EINTR' ? null : 0
    }
  }

  // Not at once: whoever hears it has to know first how to stop.
  timer = setTimeout(look, 0)
  return () => {
    if (isStopped) return
    isStopped = true
    clearTimeout(timer)
    closeSync(fd)
  }
}
