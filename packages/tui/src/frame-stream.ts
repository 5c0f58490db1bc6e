import { Writable } from 'node:stream'
import type { TerminalSize } from './terminal.ts'

/** A stream for Ink to write on: each write is a whole frame. */
export interface FrameStream {
  readonly stream: Writable
  /** The frames that come from now on have this size. */
  resize(size: TerminalSize): void
}

/** A stream that gives every frame to `take`. */
export function createFrameStream(size: TerminalSize, take: (frame: string) => void): FrameStream {
  const stream = new Writable({
    decodeStrings: false,
    write(frame: string, _encoding, done) {
      take(frame)
      done()
    },
  })
  const resize = ({ columns, rows }: TerminalSize): void => {
    Object.assign(stream, { columns, rows })
  }
  resize(size)
  return { stream, resize }
}
