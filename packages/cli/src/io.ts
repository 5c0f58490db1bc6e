import { AwsxError, safe } from '@awsx/core'
import { writeFully } from './write-fully.ts'

/** How a command speaks: data on stdout, words on stderr. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Data, as it is. Throws `write_failed` when it cannot be written in full. */
  out(text: string): void
  /** One line of words for a person; text from outside goes through `safe()` first. */
  say(line: string): void
  /** `awsx: warning: …` */
  warn(message: string): void
  /** The caller's umask, for commands that awsx becomes. */
  readonly umask: number
  /** Whether stderr is a terminal. */
  readonly errIsTerminal: boolean
  readonly outIsTerminal: boolean
  /** How wide the terminal on stdout is; null where that is none, or does not say. */
  readonly outColumns: number | null
  /** Colours for stdout; empty strings where there are none. */
  readonly paint: Paint
}

/** Puts text in a colour, or leaves it. */
export interface Paint {
  dim(text: string): string
  bold(text: string): string
  good(text: string): string
  bad(text: string): string
}

/** The real streams. */
export function createIo(env: Readonly<Record<string, string | undefined>>, umask: number): Io {
  // Asked when it matters: to look at process.stdout costs more than to plan a profile.
  return {
    env,
    umask,
    out: writeOut,
    say: (line) => sayQuietly(`${line}\n`),
    warn: (message) => sayQuietly(`awsx: warning: ${safe(message, 2000)}\n`),
    get errIsTerminal() {
      return process.stderr.isTTY
    },
    get outIsTerminal() {
      return process.stdout.isTTY
    },
    get outColumns() {
      return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : null
    },
    get paint() {
      return createPaint(this.outIsTerminal && wantsColour(env))
    },
  }
}

function wantsColour(env: Readonly<Record<string, string | undefined>>): boolean {
  const off = env['NO_COLOR']
  return (off === undefined || off === '') && env['TERM'] !== 'dumb'
}

function createPaint(on: boolean): Paint {
  const wrap = (code: number) => (text: string) => (on ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { dim: wrap(2), bold: wrap(1), good: wrap(32), bad: wrap(31) }
}

function writeOut(text: string): void {
  try {
    writeFully(1, text)
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    throw new AwsxError('write_failed', `cannot write to standard output (${code ?? 'unknown'})`, { cause })
  }
}

/** Nobody is left to be told that stderr cannot be written. */
function sayQuietly(text: string): void {
  try {
    writeFully(2, text)
  } catch {
    return
  }
}
