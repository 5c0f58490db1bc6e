import type { Pty } from '../../harness/index.ts'

/** What to type where the last line on the screen is a question. */
export interface Answer {
  readonly question: RegExp
  /** Whether it must not show: typed once the terminal hides it. */
  readonly isHidden?: boolean
  give(): string
}

/** Types commands into an interactive shell whose prompt is `$ `, and answers what they ask. */
export interface Typist {
  /**
   * The lines a command left on the screen, questions and visible answers among them. Throws with the screen where
   * it is not done after `timeoutMs` (120,000).
   */
  play(command: string, timeoutMs?: number): Promise<string[]>
}

/** A typist at a terminal; the shell has to show its first prompt already. */
export function createTypist(terminal: Pty, answers: readonly Answer[]): Typist {
  return {
    async play(command, timeoutMs = 120_000) {
      const start = terminal.screen().length
      const deadline = Date.now() + timeoutMs
      const answered = new Set<number>()
      terminal.type(command)
      terminal.press('enter')
      for (;;) {
        const screen = terminal.screen()
        const last = screen.length - 1
        const text = (screen[last] ?? '').trimEnd()
        if (last >= start && /^(☁ .* )?\$$/.test(text)) return screen.slice(start, last)
        const answer = answered.has(last) ? undefined : answers.find(({ question }) => question.test(text))
        if (last >= start && answer !== undefined && !(answer.isHidden === true && terminal.isEchoing())) {
          answered.add(last)
          terminal.type(answer.give())
          terminal.press('enter')
        }
        if (Date.now() > deadline) throw new Error(`"${command}" is not done\n--- screen\n${screen.join('\n')}\n---`)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
  }
}
