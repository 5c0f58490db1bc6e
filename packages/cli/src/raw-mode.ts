import { constants } from 'node:os'
import type { ReadStream } from 'node:tty'

/** What a holder of raw mode does when it is disturbed. */
export interface RawModeHolder {
  /** The modes are about to be given back, because the process ends by a signal or is stopped. */
  suspend?(): void
  /** SIGINT came; ctrl-c does not make it in raw mode, but another process can. */
  interrupt(): void
  /** The process was stopped and goes on; the terminal is in raw mode again. */
  resume(): void
}

/**
 * Puts a terminal into raw mode, without echo, until the returned function is called.
 *
 * The modes are given back before SIGTERM, SIGHUP and SIGTSTP take effect, and taken again on SIGCONT.
 */
export function holdRawMode(input: ReadStream, { suspend, interrupt, resume }: RawModeHolder): () => void {
  const handlers: readonly (readonly [NodeJS.Signals, () => void])[] = [
    ['SIGTERM', () => end('SIGTERM')],
    ['SIGHUP', () => end('SIGHUP')],
    ['SIGINT', interrupt],
    ['SIGTSTP', stop],
    ['SIGCONT', proceed],
  ]

  function restore(): void {
    try {
      if (!input.destroyed) input.setRawMode(false)
    } catch {
      // The terminal is gone, and its modes with it.
    }
  }

  function release(): void {
    for (const [signal, handler] of handlers) process.off(signal, handler)
    restore()
  }

  function end(signal: NodeJS.Signals): void {
    suspend?.()
    release()
    endBySignal(signal)
  }

  function stop(): void {
    suspend?.()
    restore()
    process.kill(process.pid, 'SIGSTOP')
  }

  function proceed(): void {
    input.setRawMode(true)
    resume()
  }

  for (const [signal, handler] of handlers) process.on(signal, handler)
  input.setRawMode(true)
  return release
}

/** Ends this process by a signal that it no longer handles. */
export function endBySignal(signal: NodeJS.Signals): void {
  process.kill(process.pid, signal)
  // Where the runtime does not give the signal its default back, this ends it as a shell would report it.
  setImmediate(() => process.exit(128 + constants.signals[signal]))
}
