import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs'
import type { ReadStream } from 'node:tty'
import { AwsxError, safe, Secret } from '@awsx/core'
import { findPerson } from './person-here.ts'
import { createLineEditor } from './line-editor.ts'
import { endBySignal, holdRawMode } from './raw-mode.ts'
import { listenToTerminal } from './typed-input.ts'

const ctrlC = 0x03

/** How what is typed shows: as it is, as one mark a character, or not at all. */
export type Echo = 'plain' | 'mask' | 'hidden'

/** The person at the terminal, whatever stdin and stdout are. */
export interface Terminal {
  /**
   * Asks on one line; throws `cancelled` on ctrl-c, ctrl-d and when the terminal goes away, and when `withdrawn` is
   * aborted: then the line ends with the reason.
   */
  ask(prompt: string, echo: Echo, withdrawn?: AbortSignal): Promise<Secret>
  /** Asks yes or no; anything but y and yes is no. */
  confirm(prompt: string): Promise<boolean>
  /** Shows words while something slow runs, and takes them away; what is typed meanwhile is neither shown nor kept. */
  wait<T>(words: string, work: () => Promise<T>): Promise<T>
  /** Writes a line of words. */
  say(line: string): void
  /** Whether something is drawn on it, so that no program may have its keys and its screen; not given: nothing is. */
  readonly isDrawnOn?: boolean
}

/**
 * Opens the controlling terminal; null where there is nobody to ask: no terminal, or this process is not in its
 * foreground.
 */
export function openTerminal(env: Readonly<Record<string, string | undefined>>): Terminal | null {
  if (!findPerson().hasPerson) return null
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

  async function openInput(): Promise<ReadStream> {
    // Loaded here: node:tty brings node:net, and most commands ask nothing.
    const tty = await import('node:tty')
    return new tty.ReadStream(openSync('/dev/tty', 'r'))
  }

  async function ask(prompt: string, echo: Echo, withdrawn?: AbortSignal): Promise<Secret> {
    const { StringDecoder } = await import('node:string_decoder')
    if (withdrawn?.aborted === true) throw cancelled()
    const input = await openInput()
    const decoder = new StringDecoder('utf8')
    const editor = createLineEditor()
    let shown = ''
    function redraw(): void {
      if (echo === 'hidden') return
      const text = echo === 'mask' ? '·'.repeat(editor.text.length) : editor.text
      // Only what changed: a megabyte that was pasted must not be drawn anew with every piece of it.
      const kept = text.startsWith(shown) ? shown.length : shown.startsWith(text) ? text.length : 0
      const change = (dumb ? '' : '\b \b'.repeat(shown.length - kept)) + text.slice(kept)
      if (change !== '') writeQuietly(change)
      shown = text
    }
    return await new Promise<Secret>((resolve, reject) => {
      let stop = (): void => undefined
      function start(): void {
        writeQuietly(prompt)
        shown = ''
        redraw()
      }
      function finish(error: AwsxError | null): void {
        stop()
        release()
        input.destroy()
        withdrawn?.removeEventListener('abort', withdraw)
        writeQuietly('\n')
        if (error === null) resolve(new Secret(editor.text))
        else reject(error)
      }
      function withdraw(): void {
        writeQuietly(`(${safe(String(withdrawn?.reason))})`)
        finish(cancelled())
      }
      function take(chunk: Buffer | null): void {
        if (chunk === null) {
          finish(cancelled())
          return
        }
        const event = editor.feed(decoder.write(chunk))
        chunk.fill(0)
        if (event === 'cancel') {
          finish(cancelled())
          return
        }
        redraw()
        if (event === 'enter') finish(null)
      }
      const release = holdRawMode(input, { interrupt: () => finish(cancelled()), resume: start })
      withdrawn?.addEventListener('abort', withdraw)
      input.on('error', () => finish(cancelled()))
      start()
      stop = listenToTerminal(input, take)
    })
  }

  async function wait<T>(words: string, work: () => Promise<T>): Promise<T> {
    // Held for its modes only: a read that is under way when the stream is closed would take the next answer away.
    const input = await openInput()
    function interrupt(): void {
      release()
      writeQuietly('\n')
      endBySignal('SIGINT')
    }
    const release = holdRawMode(input, { interrupt, resume: () => writeQuietly(words) })
    writeQuietly(words)
    try {
      const result = await work()
      if (dropTyped()) interrupt()
      return result
    } finally {
      release()
      input.destroy()
      writeQuietly(dumb ? '\n' : '\r\u001b[K')
    }
  }

  return {
    ask,
    wait,
    async confirm(prompt) {
      const answer = (await ask(`${prompt} [y/N] `, 'plain')).reveal().trim().toLowerCase()
      return answer === 'y' || answer === 'yes'
    },
    say: (line) => write(`${line}\n`),
  }
}

/**
 * Throws away what was typed while nobody asked; true when a ctrl-c was among it.
 *
 * Whoever types a passphrase again while the first one is tried has not meant it for the next question.
 */
function dropTyped(): boolean {
  const fd = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK)
  const typed = Buffer.alloc(4096)
  let isInterrupted = false
  try {
    for (let length = 1; length > 0;) {
      length = readSync(fd, typed)
      isInterrupted ||= typed.subarray(0, length).includes(ctrlC)
    }
  } catch {
    // EAGAIN: there is no more; or the terminal is gone, which the next question will say.
  } finally {
    typed.fill(0)
    closeSync(fd)
  }
  return isInterrupted
}

function cancelled(): AwsxError {
  return new AwsxError('cancelled', 'cancelled')
}
