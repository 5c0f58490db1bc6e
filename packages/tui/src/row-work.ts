import { AwsxError } from '@awsx/core'
import type { Secret } from '@awsx/core'
import type { Notice, Overlay } from './picker-state.ts'
import type { ActionResult, Questions } from './picker-world.ts'
import { createTask } from './task.ts'
import type { Task } from './task.ts'

/** What is done for a row, one thing at a time; what nobody waits for any more is not heard of again. */
export interface RowWork<T> {
  /** Begins, seen with these words as long as it neither asks nor says what it waits for. */
  start(words: string, work: (questions: Questions) => Promise<ActionResult<T>>): void
  /** Answers the question that is seen. */
  answer(answer: Secret): void
  /** The person goes back to the list, whatever it does. */
  abandon(): void
}

/** Where the work is seen, and where it leads. */
export interface WorkPlace<T> {
  now(): number
  overlay(overlay: Overlay | null): void
  notice(notice: Notice): void
  /** It ended with what leaves the picker. */
  leave(value: T): void
  /** It failed in a way that no person can do anything about. */
  broke(error: unknown): void
}

/** Work that is seen in `place`. */
export function createRowWork<T>(place: WorkPlace<T>): RowWork<T> {
  let current: Task | null = null

  function ended(result: ActionResult<T>): void {
    switch (result.kind) {
      case 'leave':
        place.leave(result.value)
        return
      case 'text':
        place.overlay({ kind: 'text', title: result.title, lines: result.lines, top: 0 })
        return
      case 'stay':
        place.overlay(null)
        if (result.message !== null) place.notice({ kind: 'said', text: result.message })
    }
  }

  function failed(error: unknown): void {
    if (!(error instanceof AwsxError)) {
      place.broke(error)
      return
    }
    place.overlay(null)
    if (error.code !== 'cancelled') place.notice({ kind: 'error', text: error.message, hint: error.hint })
  }

  function start(words: string, work: (questions: Questions) => Promise<ActionResult<T>>): void {
    const task = createTask(words, {
      now: () => place.now(),
      show: (overlay) => place.overlay(overlay),
      say: (text) => place.notice({ kind: 'said', text }),
    })
    current = task
    const settle = (then: () => void): void => {
      if (current !== task) return
      current = null
      then()
    }
    work(task.questions).then(
      (result) => settle(() => ended(result)),
      (error: unknown) => settle(() => failed(error)),
    )
  }

  return {
    start,
    answer: (answer) => current?.answer(answer),
    abandon() {
      const task = current
      current = null
      task?.abandon()
      place.overlay(null)
    },
  }
}
