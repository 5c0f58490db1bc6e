import type { PolicyContext } from './policy-context.ts'
import { matchWildcard } from './policy-context.ts'

type Test = (value: string, expected: string, context: PolicyContext) => boolean

const compare = (test: (value: number, expected: number) => boolean): Test => {
  return (value, expected) => test(Number(value), Number(expected))
}
const compareDates = (test: (value: number, expected: number) => boolean): Test => {
  return (value, expected) => test(toTime(value), toTime(expected))
}
const like: Test = (value, expected, context) => matchWildcard(expected, value, context)
const equal: Test = (value, expected, context) => matchWildcard(expected.replace(/[*?]/g, '${$&}'), value, context)

const tests: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['StringEquals', equal],
  ['StringEqualsIgnoreCase', (value, expected, context) => equal(value.toLowerCase(), expected.toLowerCase(), context)],
  ['StringLike', like],
  ['ArnEquals', like],
  ['ArnLike', like],
  ['Bool', (value, expected) => value.toLowerCase() === expected.toLowerCase()],
  ['NumericEquals', compare((value, expected) => value === expected)],
  ['NumericLessThan', compare((value, expected) => value < expected)],
  ['NumericLessThanEquals', compare((value, expected) => value <= expected)],
  ['NumericGreaterThan', compare((value, expected) => value > expected)],
  ['NumericGreaterThanEquals', compare((value, expected) => value >= expected)],
  ['DateEquals', compareDates((value, expected) => value === expected)],
  ['DateLessThan', compareDates((value, expected) => value < expected)],
  ['DateLessThanEquals', compareDates((value, expected) => value <= expected)],
  ['DateGreaterThan', compareDates((value, expected) => value > expected)],
  ['DateGreaterThanEquals', compareDates((value, expected) => value >= expected)],
])

const negated: ReadonlyMap<string, string> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NumericNotEquals', 'NumericEquals'],
  ['DateNotEquals', 'DateEquals'],
])

/** True for an operator {@link checkCondition} can judge. */
export function isKnownOperator(operator: string): boolean {
  const { base } = parseOperator(operator)
  return base === 'Null' || tests.has(base) || negated.has(base)
}

/**
 * Whether one condition holds: operator, context key, the values the policy lists.
 *
 * A key that is absent fails a condition, passes a negated one, `…IfExists` and `ForAllValues:`. Throws `RangeError`
 * for an operator it does not know. Source: "IAM JSON policy elements: Condition operators".
 */
export function checkCondition(
  operator: string,
  key: string,
  expected: readonly string[],
  context: PolicyContext,
): boolean {
  const { base, set, ifExists } = parseOperator(operator)
  const values = context.get(key.toLowerCase())
  if (base === 'Null') return expected.some((text) => (text === 'true') === (values === undefined))
  const positive = negated.get(base) ?? base
  const isNegated = positive !== base
  const test = tests.get(positive)
  if (test === undefined) throw new RangeError(`unknown condition operator ${operator}`)
  if (values === undefined) return set === 'ForAnyValue' ? false : ifExists || isNegated || set === 'ForAllValues'
  const holds = (value: string): boolean => expected.some((text) => test(value, text, context)) !== isNegated
  if (set === 'ForAllValues') return values.every(holds)
  return set === 'ForAnyValue' || !isNegated ? values.some(holds) : values.every(holds)
}

function parseOperator(operator: string): { base: string; set: string | null; ifExists: boolean } {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? []
  return { base, set: set ?? null, ifExists: ifExists !== undefined }
}

function toTime(text: string): number {
  return /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text)
}
