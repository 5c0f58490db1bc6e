import { AwsxError } from '@awsx/core'
import type { Secret } from '@awsx/core'
import { openQuestion } from './picker-state.ts'
import type { Overlay } from './picker-state.ts'
import type { Echo, Questions } from './picker-world.ts'

/** Something that runs for a row, and may ask on the way. */
export interface Task {
  readonly questions: Questions
  /** The question on the screen is answered. */
  answer(answer: Secret): void
  /** Nobody waits for it any more: what it still asks is not answered. */
  abandon(): void
}

/** Where a task is seen. */
export interface TaskScreen {
  now(): number
  show(overlay: Overlay): void
  say(line: string): void
}

interface Pending {
  readonly overlay: Overlay
  resolve(answer: Secret): void
  reject(error: AwsxError): void
}

/** A task that is seen as a wait, with these words, while it says and asks nothing. */
export function createTask(words: string, screen: TaskScreen): Task {
  const pending: Pending[] = []
  const waits = [{ words, since: screen.now() }]
  let isAbandoned = false

  function show(): void {
    const newest = waits.at(-1)
    if (isAbandoned || newest === undefined) return
    screen.show(pending[0]?.overlay ?? { kind: 'wait', ...newest })
  }

  function settle(question: Pending): void {
    pending.splice(pending.indexOf(question), 1)
    show()
  }

  async function ask(prompt: string, echo: Echo, withdrawn?: AbortSignal): Promise<Secret> {
    if (isAbandoned || withdrawn?.aborted === true) throw cancelled()
    return await new Promise<Secret>((resolve, reject) => {
      const end = (): void => question.reject(cancelled())
      const question: Pending = {
        overlay: openQuestion(prompt, echo),
        resolve(answer) {
          withdrawn?.removeEventListener('abort', end)
          settle(question)
          resolve(answer)
        },
        reject(error) {
          withdrawn?.removeEventListener('abort', end)
          settle(question)
          reject(error)
        },
      }
      withdrawn?.addEventListener('abort', end)
      pending.push(question)
      if (pending[0] === question) show()
    })
  }

  async function wait<T>(what: string, work: () => Promise<T>): Promise<T> {
    const entry = { words: what, since: screen.now() }
    waits.push(entry)
    show()
    try {
      return await work()
    } finally {
      waits.splice(waits.indexOf(entry), 1)
      show()
    }
  }

  show()
  return {
    questions: {
      ask,
      wait,
      async confirm(prompt) {
        const answer = (await ask(`${prompt} [y/N] `, 'plain')).reveal().trim().toLowerCase()
        return answer === 'y' || answer === 'yes'
      },
      say(line) {
        if (!isAbandoned) screen.say(line)
      },
    },
    answer: (answer) => pending[0]?.resolve(answer),
    abandon() {
      isAbandoned = true
      while (pending[0] !== undefined) pending[0].reject(cancelled())
    },
  }
}

function cancelled(): AwsxError {
  return new AwsxError('cancelled', 'cancelled')
}
