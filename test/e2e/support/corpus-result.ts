import { expect } from 'vitest'
import type { RunResult } from '../../harness/index.ts'

/**
 * Expects a refusal in awsx's own words: the exit code, one line of error and at most one hint, `words` in them, and
 * nothing on stdout but the `false` that `env` owes to `eval`.
 */
export function expectRefusal(result: RunResult, code: number, ...words: readonly (string | RegExp)[]): void {
  const said = JSON.stringify(result)
  expect(result.code, `result: ${said}`).toBe(code)
  expect(['', 'false\n'], `result: ${said}`).toContain(result.stdout)
  const lines = result.stderr.split('\n').filter((line) => !line.startsWith('awsx: warning: '))
  expect(
    lines.filter((line) => line.startsWith('awsx: error: ')),
    `result: ${said}`,
  ).toHaveLength(1)
  expect(lines.filter((line) => line.startsWith('awsx: hint: ')).length, `result: ${said}`).toBeLessThanOrEqual(1)
  expect(result.stderr, `result: ${said}`).not.toContain('this is a fault of awsx')
  for (const word of words) {
    if (typeof word === 'string') expect(result.stderr).toContain(word)
    else expect(result.stderr).toMatch(word)
  }
}

/** Expects success and gives stdout back. */
export function expectDone(result: RunResult): string {
  expect(result, `result: ${JSON.stringify(result)}`).toMatchObject({ code: 0 })
  return result.stdout
}
