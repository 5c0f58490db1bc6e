import type { AwsxError } from '@awsx/core'
import { problem, type Finding } from './finding.ts'

/** An error of awsx as a finding; its hint is the command where it is one, else it says why. */
export function failureFinding(
  code: string,
  error: AwsxError,
  parts: Partial<Pick<Finding, 'why' | 'fix'>> = {},
): Finding {
  const hint = error.hint
  const isCommand = hint !== null && /^(ls|awsx|chmod|mv) /.test(hint) && !hint.includes(';')
  const { path, file, line } = error.data
  const place = typeof path === 'string' ? path : typeof file === 'string' ? file : null
  return problem(code, {
    message: error.message,
    why: (isCommand ? null : hint) ?? 'awsx cannot do without it',
    file: place,
    line: typeof line === 'number' ? line : null,
    fix: isCommand ? hint : null,
    ...parts,
  })
}
