import { AwsxError, safe } from '@awsx/core'

/** An error as the two lines a person reads. */
export function formatError(error: unknown): string {
  if (!(error instanceof AwsxError)) {
    const message = error instanceof Error ? error.message : String(error)
    return `awsx: error: ${safe(message, 500)}\nawsx: hint: this is a fault of awsx; please report it with the command you typed`
  }
  const lines = [`awsx: error: ${safe(error.message, 2000)}`]
  if (error.hint !== null) lines.push(`awsx: hint: ${safe(error.hint, 2000)}`)
  return lines.join('\n')
}
