/** The terminal that the picker is drawn on; never stdin and stdout, which may be pipes. */
export interface Terminal {
  /** How large it is now. */
  size(): TerminalSize
  /** Calls `listener` when the size has changed, until the returned function is called. */
  onResize(listener: () => void): () => void
  /** Writes all of a text before it returns; does nothing where the terminal is gone. */
  write(text: string): void
  /** Puts it into raw mode, without echo, until the returned function is called. */
  hold(holder: TerminalHolder): () => void
  /** Gives what is typed in pieces, and null when there is no more, until the returned function is called. */
  listen(hear: (bytes: Uint8Array | null) => void): () => void
  /** Stops this process as ctrl-z does; null where nobody could let it go on, as within `$(…)` of a shell. */
  readonly stop: (() => void) | null
}

/** How large a terminal is, in characters. */
export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** What a holder of raw mode does when it is disturbed. */
export interface TerminalHolder {
  /** The modes are about to be given back, because the process ends by a signal or is stopped. */
  suspend(): void
  /** The process goes on, in raw mode again. */
  resume(): void
  /** SIGINT came, from another process. */
  interrupt(): void
}
