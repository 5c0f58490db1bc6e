import type { TestContext } from 'vitest'

/** Why something cannot be done here; `missing`: it could be installed. */
export interface Problem {
  readonly reason: string
  readonly missing: boolean
}

/** Skips a test that cannot run here, with the reason; in CI a tool that is merely not installed is a failure. */
export function skipUnlessPossible(context: TestContext, problem: Problem | null): void {
  if (problem === null) return
  if (problem.missing && process.env['CI'] !== undefined) throw new Error(problem.reason)
  context.skip(problem.reason)
}
