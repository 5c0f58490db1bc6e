import type { Phone, PhoneScreen } from '../../packages/sandbox/src/index.ts'
import type { Stage } from './stage.ts'

/** A code as a phone shows it: two groups, and how long it lasts. */
export function formatPhone({ code, secondsLeft }: PhoneScreen): string {
  return `${code.slice(0, 3)} ${code.slice(3)}   (${secondsLeft} s left)`
}

/** Shows the current code, and each one that follows it, until the returned function is called. */
export function watchPhone(stage: Stage, phone: Phone): () => void {
  let timer: NodeJS.Timeout | undefined
  const schedule = ({ secondsLeft }: PhoneScreen): void => {
    // Rounded up to whole seconds: never before the code has changed.
    timer = setTimeout(() => {
      const screen = phone.read()
      stage.interject('phone', formatPhone(screen))
      schedule(screen)
    }, secondsLeft * 1000)
  }
  const screen = phone.read()
  stage.show([['phone', formatPhone(screen)]])
  schedule(screen)
  return () => clearTimeout(timer)
}
