import { setTimeout as wait } from 'node:timers/promises'
import { styleText } from 'node:util'

/**
 * Who plays the story: a person on a terminal (`guided`), a robot on a terminal (`played`), or nobody, without a
 * terminal (`unattended`).
 */
export type Mode = 'guided' | 'played' | 'unattended'

/** Thrown when the person wants to go. */
export class Left extends Error {}

/** Where the story is told: at most 80 columns, colours where the terminal has them. */
export interface Stage {
  readonly mode: Mode
  title(text: string): void
  /** What happens and why, in lines. */
  tell(...lines: readonly string[]): void
  /** Things to read off or to copy: names and values, aligned; the values stand out unless told otherwise. */
  show(rows: readonly (readonly [string, string])[], emphasis?: 'name' | 'value'): void
  /** A line that was checked. */
  prove(text: string): void
  /** A line that did not go well. */
  regret(text: string): void
  /** Types a command; a person then runs it with Enter. Throws `Left` when they leave instead. */
  type(command: string): Promise<void>
  /** The command's output, as it is. */
  relay(text: string): void
  /** Puts a row above the line the cursor is in, whatever is being typed there. */
  interject(name: string, value: string): void
}

type Style = Parameters<typeof styleText>[0]

/** A stage on stdout. */
export function createStage(mode: Mode): Stage {
  const out = process.stdout
  const isDumb = !out.isTTY || process.env['TERM'] === 'dumb'
  const write = (text: string): void => void out.write(text)
  const paint = (style: Style, text: string): string => styleText(style, text, { stream: out })
  const bold = (text: string): string => paint('bold', text)

  return {
    mode,
    title: (text) => write(`\n${bold(text)}\n`),
    tell: (...lines) => write(`\n${lines.map((line) => `${line}\n`).join('')}`),
    show(rows, emphasis = 'value') {
      const width = Math.max(...rows.map(([name]) => name.length))
      const lines = rows.map(([name, value]) => {
        const column = name.padEnd(width)
        return emphasis === 'name' ? `  ${bold(column)}   ${value}\n` : `  ${column}   ${bold(value)}\n`
      })
      write(`\n${lines.join('')}`)
    },
    prove: (text) => write(`${paint('green', '✓')} ${text}\n`),
    regret: (text) => write(`${paint('red', '✗')} ${text}\n`),
    async type(command) {
      write(`\n${paint('dim', '$')} `)
      if (mode !== 'guided') return write(`${command}\n`)
      // Short enough not to be in anybody's way.
      const pauseMs = Math.min(15, 600 / command.length)
      for (const character of command) {
        write(bold(character))
        await wait(pauseMs)
      }
      await readEnter()
      write('\n')
    },
    relay: write,
    interject(name, value) {
      const text = `  ${name}   ${bold(value)}`
      // Makes room below (IND), then a line above the cursor's (IL), and goes back to where the cursor was.
      if (isDumb) write(`\n${text}\n`)
      else write(`\u001bD\u001b[A\u001b7\r\u001b[L${text}\u001b8\u001b[B`)
    },
  }
}

/** Waits for Enter, in raw mode: nothing else that is typed shows. */
async function readEnter(): Promise<void> {
  const { stdin } = process
  stdin.setRawMode(true)
  try {
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => reject(new Left())
      const read = (bytes: Buffer): void => {
        const text = bytes.toString('utf8')
        if (/[\u0003\u0004]/.test(text)) leave()
        else if (/[\r\n]/.test(text)) resolve()
        else return
        stdin.off('data', read).off('end', leave)
      }
      stdin.on('data', read).once('end', leave).resume()
    })
  } finally {
    stdin.pause()
    stdin.setRawMode(false)
  }
}
