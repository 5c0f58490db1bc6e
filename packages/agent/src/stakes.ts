import type { Plan, Program, Step } from '@awsx/core'

/** What a question is about: whoever has this stake waits for its answer too. */
export const passphraseStake = 'passphrase'

/** The stake in the code of a device. */
export function mfaStake(serialNumber: string): string {
  return `mfa ${serialNumber}`
}

/** Whether a stake is one in a code. */
export function isMfaStake(stake: string): boolean {
  return stake.startsWith('mfa ')
}

/** The stake in what a program of the config prints; `scope` is what it runs in, because that changes the answer. */
export function programStake(scope: string, { argv, file, line }: ProgramPlace): string {
  return JSON.stringify(['program', scope, argv, file, line])
}

/** All that carrying a plan out may ask for. */
export function stakesOf(plan: Plan, scope: string): Set<string> {
  return new Set([...plan.steps, ...(plan.direct ?? [])].flatMap((step) => stakesOfStep(step, scope)))
}

interface ProgramPlace {
  readonly argv: readonly string[]
  readonly file: string
  readonly line: number
}

function stakesOfStep(step: Step, scope: string): string[] {
  const stake = ({ argv, origin }: Program): string => programStake(scope, { argv, ...origin })
  const stakes: string[] = []
  if ('mfa' in step && step.mfa !== null) {
    stakes.push(step.mfa.process === null ? mfaStake(step.mfa.serialNumber) : stake(step.mfa.process))
  }
  if ('program' in step) stakes.push(stake(step.program))
  if ('token' in step && step.token.kind === 'process') stakes.push(stake(step.token.program))
  return stakes
}
