import { AwsxError, safe } from '@awsx/core'

/** An error as the two lines a person reads. */
export function formatError(error: unknown): string {
  if (!(error instanceof AwsxError)) return formatForeignError(error)
  const lines = [`awsx: error: ${safe(error.message, 2000)}`]
  if (error.hint !== null) lines.push(`awsx: hint: ${safe(error.hint, 2000)}`)
  return lines.join('\n')
}

function formatForeignError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const path = pathOfFailedCall(error)
  // A system call that failed is the disk's doing, or its owner's: a report would help nobody.
  const hint = path === null ? hintWithoutPath(error) : `ls -ld ${path}`
  return `awsx: error: ${safe(message, 500)}\nawsx: hint: ${safe(hint, 2000)}`
}

function hintWithoutPath(error: unknown): string {
  const isSystemCall = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string'
  if (isSystemCall) return 'the system refused a call; run the command again, and look at the disk'
  return 'this is a fault of awsx; please report it with the command you typed'
}

function pathOfFailedCall(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  const { syscall, path } = error as NodeJS.ErrnoException
  return typeof syscall === 'string' && typeof path === 'string' ? path : null
}
