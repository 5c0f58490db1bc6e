import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program that is running and answers each line it reads with one line. */
export interface Conversation {
  readonly pid: number
  /** Sends a line and waits for the answer; throws where the program ends instead, or is silent for 30 s. */
  ask(line: string): Promise<string>
  /** All it wrote, on stdout and stderr. */
  said(): string
}

/** How the program is started. */
export interface ConversationOptions {
  /** The whole environment; nothing is inherited. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

const silenceMs = 30_000

/** Starts a program in its own session, without a terminal. Whoever starts it ends it. */
export function startConversation(argv: readonly [string, ...string[]], options: ConversationOptions): Conversation {
  const child = spawn(argv[0], argv.slice(1), { ...options, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
  const said: string[] = []
  const waiting: ((line: string) => void)[] = []
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('close', (code) => reject(new Error(`${argv.join(' ')} ended with ${code}: ${said.join('\n')}`)))
  })
  ended.catch(() => {})
  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text))
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    waiting.shift()?.(line)
  })

  return {
    pid: child.pid ?? 0,
    said: () => said.join('\n'),
    async ask(line) {
      const answer = new Promise<string>((resolve) => waiting.push(resolve))
      child.stdin.write(`${line}\n`)
      let deadline: NodeJS.Timeout | undefined
      const silence = new Promise<never>((_, reject) => {
        const what = `${argv.join(' ')} did not answer within ${silenceMs} ms`
        deadline = setTimeout(() => reject(new Error(what)), silenceMs)
      })
      return Promise.race([answer, ended, silence]).finally(() => clearTimeout(deadline))
    },
  }
}
