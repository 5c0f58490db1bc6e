import { closeSync, openSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { AwsxError, Secret } from '@awsx/core'
import { isInForeground } from './foreground.ts'
import { createLineEditor } from './line-editor.ts'

/** How what is typed shows: as it is, as one mark a character, or not at all. */
export type Echo = 'plain' | 'mask' | 'hidden'

/** The person at the terminal, whatever stdin and stdout are. */
export interface Terminal {
  /** Asks on one line; throws `cancelled` on ctrl-c, ctrl-d and when the terminal goes away. */
  ask(prompt: string, echo: Echo): Promise<Secret>
  /** Asks yes or no; anything but y and yes is no. */
  confirm(prompt: string): Promise<boolean>
  /** Shows a line while something slow runs; the returned function takes it away. */
  wait(words: string): () => void
  /** Writes a line of words. */
  say(line: string): void
}

/**
 * Opens the controlling terminal; null where there is nobody to ask: no terminal, or this process is not in its
 * foreground.
 */
export function openTerminal(env: Readonly<Record<string, string | undefined>>): Terminal | null {
  if (!canOpen() || !isInForeground()) return null
  const dumb = env['TERM'] === 'dumb'

  function write(text: string): void {
    const fd = openSync('/dev/tty', 'w')
    try {
      writeSync(fd, text)
    } finally {
      closeSync(fd)
    }
  }

  /** For what is drawn while the terminal may be going away. */
  function writeQuietly(text: string): void {
    try {
      write(text)
    } catch {
      return
    }
  }

  async function ask(prompt: string, echo: Echo): Promise<Secret> {
    // Loaded here: node:tty brings node:net, and most commands ask nothing.
    const { ReadStream } = await import('node:tty')
    const input = new ReadStream(openSync('/dev/tty', 'r'))
    const editor = createLineEditor()
    let shown = ''
    const redraw = (): void => {
      if (echo === 'hidden') return
      const text = echo === 'mask' ? '·'.repeat(editor.text.length) : editor.text
      // Only what changed: a megabyte that was pasted must not be drawn anew with every piece of it.
      const kept = text.startsWith(shown) ? shown.length : shown.startsWith(text) ? text.length : 0
      const change = (dumb ? '' : '\b \b'.repeat(shown.length - kept)) + text.slice(kept)
      if (change !== '') writeQuietly(change)
      shown = text
    }
    const resume = (): void => {
      input.setRawMode(true)
      write(prompt)
      shown = ''
      redraw()
    }
    return await new Promise<Secret>((resolve, reject) => {
      const restore = (): void => {
        try {
          if (!input.destroyed) input.setRawMode(false)
        } catch {
          // The terminal is gone, and its modes with it.
        }
      }
      const finish = (error: AwsxError | null): void => {
        for (const [signal, handler] of handlers) process.off(signal, handler)
        restore()
        input.destroy()
        writeQuietly('\n')
        if (error === null) resolve(new Secret(editor.text))
        else reject(error)
      }
      const endBy = (signal: NodeJS.Signals) => (): void => {
        restore()
        for (const [name, handler] of handlers) process.off(name, handler)
        process.kill(process.pid, signal)
        // Where the runtime does not give the signal its default back, this ends it as a shell would report it.
        setImmediate(() => process.exit(128 + constants.signals[signal]))
      }
      const handlers: [NodeJS.Signals, () => void][] = [
        ['SIGTERM', endBy('SIGTERM')],
        ['SIGHUP', endBy('SIGHUP')],
        ['SIGINT', () => finish(cancelled())],
        [
          'SIGTSTP',
          () => {
            restore()
            process.kill(process.pid, 'SIGSTOP')
          },
        ],
        ['SIGCONT', resume],
      ]
      for (const [signal, handler] of handlers) process.on(signal, handler)
      input.on('error', () => finish(cancelled()))
      input.on('end', () => finish(cancelled()))
      input.on('data', (chunk: Buffer) => {
        const event = editor.feed(chunk.toString('utf8'))
        chunk.fill(0)
        if (event === 'cancel') finish(cancelled())
        else {
          redraw()
          if (event === 'enter') finish(null)
        }
      })
      resume()
    })
  }

  return {
    ask,
    async confirm(prompt) {
      const answer = (await ask(`${prompt} [y/N] `, 'plain')).reveal().trim().toLowerCase()
      return answer === 'y' || answer === 'yes'
    },
    wait(words) {
      write(words)
      return () => write(dumb ? '\n' : '\r\u001b[K')
    },
    say: (line) => write(`${line}\n`),
  }
}

function canOpen(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r+'))
    return true
  } catch {
    return false
  }
}

function cancelled(): AwsxError {
  return new AwsxError('cancelled', 'cancelled')
}
