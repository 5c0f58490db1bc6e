import { codeOfStep, stepMs, stepOf, totp } from './totp.ts'

/** What an authenticator app shows. */
export interface PhoneScreen {
  readonly code: string
  /** Whole seconds until the next code, 1 to 30. */
  readonly secondsLeft: number
}

/** A simulated phone with one authenticator entry. */
export interface Phone {
  readonly serialNumber: string
  read(): PhoneScreen
  /**
   * A code this phone has not given before and AWS takes for 30 s at least: the current one, else the next. Throws when
   * both are spent; then move the clock.
   */
  takeCode(): string
}

/** A phone for the MFA device `serialNumber`; `now` is the sandbox clock. */
export function createPhone(serialNumber: string, secretBase32: string, now: () => number): Phone {
  const taken = new Set<number>()
  return {
    serialNumber,
    read: () => ({
      code: totp(secretBase32, now()),
      secondsLeft: Math.ceil((stepMs - (now() % stepMs)) / 1000),
    }),
    takeCode() {
      const current = stepOf(now())
      const step = [current, current + 1].find((candidate) => !taken.has(candidate))
      if (step === undefined) throw new RangeError(`the codes of ${serialNumber} are spent: move the clock on by 30 s`)
      taken.add(step)
      return codeOfStep(secretBase32, step)
    },
  }
}
