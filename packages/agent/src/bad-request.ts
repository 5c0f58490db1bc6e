import { AwsxError } from '@awsx/core'

/** A request that is none: the client is of another version, or not awsx. */
export function badRequest(what: string): AwsxError {
  return new AwsxError('usage', `the agent does not understand the request: ${what}`, { hint: 'awsx agent stop' })
}

/** The value, or {@link badRequest} for null. */
export function needed<T>(value: T | null, what: string): T {
  if (value === null) throw badRequest(what)
  return value
}
