import { writeSync } from 'node:fs'

/**
 * Writes all of a text to a file descriptor; a pipe or terminal that is full for the moment is waited for.
 *
 * Throws what `writeSync` throws otherwise.
 */
export function writeFully(fd: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  let at = 0
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at)
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      else if (code !== 'EINTR') throw cause
    }
  }
}
