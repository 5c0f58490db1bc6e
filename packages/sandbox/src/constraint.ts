import { ApiError, validationError } from './api-error.ts'

/** What a string parameter must be; lengths in characters. */
export interface TextConstraint {
  readonly required?: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** The whole value must match; shown in the message as AWS shows it. */
  readonly pattern?: string
}

/** What STS says of `value` as the parameter `name` (camelCase, as in its messages); empty when it is fine. */
export function checkText(name: string, value: string | null, constraint: TextConstraint): string[] {
  if (value === null) return constraint.required === true ? [describe(name, null, 'Member must not be null')] : []
  const problems: string[] = []
  if (constraint.pattern !== undefined && !new RegExp(`^(?:${constraint.pattern})$`, 'u').test(value))
    problems.push(describe(name, value, `Member must satisfy regular expression pattern: ${constraint.pattern}`))
  return [...problems, ...checkLength(name, value, [...value].length, constraint)]
}

/** The same for the number of members of a list. */
export function checkCount(name: string, members: readonly string[], maximum: number): string[] {
  return checkLength(name, `[${members.join(', ')}]`, members.length, { maximum })
}

/** The same for a number. */
export function checkNumber(name: string, value: number, minimum: number, maximum: number): string[] {
  if (value < minimum)
    return [describe(name, String(value), `Member must have value greater than or equal to ${minimum}`)]
  if (value > maximum) return [describe(name, String(value), `Member must have value less than or equal to ${maximum}`)]
  return []
}

/** Throws the one `ValidationError` STS makes of all problems; returns when there are none. */
export function throwProblems(problems: readonly string[]): void {
  if (problems.length === 0) return
  const errors = problems.length === 1 ? '1 validation error' : `${problems.length} validation errors`
  throw validationError(`${errors} detected: ${problems.join('; ')}`)
}

/** An integer parameter; null when absent. Throws `MalformedInput` for anything that is not one. */
export function parseInteger(value: string | null): number | null {
  if (value === null) return null
  if (!/^-?\d{1,10}$/.test(value)) throw new ApiError('MalformedInput', 400, `Unable to parse "${value}" as an integer`)
  return Number(value)
}

function checkLength(name: string, value: string, length: number, { minimum, maximum }: TextConstraint): string[] {
  if (minimum !== undefined && length < minimum)
    return [describe(name, value, `Member must have length greater than or equal to ${minimum}`)]
  if (maximum !== undefined && length > maximum)
    return [describe(name, value, `Member must have length less than or equal to ${maximum}`)]
  return []
}

function describe(name: string, value: string | null, constraint: string): string {
  return `Value ${value === null ? 'null' : `'${value}'`} at '${name}' failed to satisfy constraint: ${constraint}`
}
