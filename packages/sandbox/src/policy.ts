import { ApiError } from './api-error.ts'
import type { PolicyContext } from './policy-context.ts'
import { checkCondition, isKnownOperator } from './policy-condition.ts'
import { matchWildcard } from './policy-context.ts'

/** One or several. */
export type OneOrMany<T> = T | readonly T[]

/** Whom a trust statement is about. */
export type Principal =
  | '*'
  | {
      readonly AWS?: OneOrMany<string>
      readonly Federated?: OneOrMany<string>
      readonly Service?: OneOrMany<string>
    }

/** Conditions by operator, then by context key. */
export type ConditionBlock = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>>

/** A statement, with the names IAM uses. */
export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Principal?: Principal
  readonly Action?: OneOrMany<string>
  readonly NotAction?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly NotResource?: OneOrMany<string>
  readonly Condition?: ConditionBlock
}

/** A policy document as IAM stores it. */
export interface PolicyDocument {
  readonly Version?: string
  readonly Statement: OneOrMany<PolicyStatement>
}

/** What is asked: may this action be done on this resource. */
export interface PolicyRequest {
  /** `service:Action`. */
  readonly action: string
  readonly resource: string
  readonly context: PolicyContext
}

/** An explicit deny wins over every allow. */
export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny'

/** What the documents together say. Source: "Policy evaluation logic", AWS IAM user guide. */
export function evaluatePolicies(documents: readonly PolicyDocument[], request: PolicyRequest): Decision {
  const statements = documents.flatMap(statementsOf).filter((statement) => matchesStatement(statement, request))
  if (statements.some(({ Effect }) => Effect === 'Deny')) return 'explicit-deny'
  return statements.length > 0 ? 'allow' : 'implicit-deny'
}

/** True when action, resource and conditions of a statement fit the request; the principal is not looked at. */
export function matchesStatement(statement: PolicyStatement, { action, resource, context }: PolicyRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement
  const isAction = (pattern: string): boolean => matchWildcard(pattern.toLowerCase(), action.toLowerCase())
  const isResource = (pattern: string): boolean => matchWildcard(pattern, resource, context)
  if (Action !== undefined && !toList(Action).some(isAction)) return false
  if (NotAction !== undefined && toList(NotAction).some(isAction)) return false
  if (Resource !== undefined && !toList(Resource).some(isResource)) return false
  if (NotResource !== undefined && toList(NotResource).some(isResource)) return false
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => checkCondition(operator, key, toList(values).map(String), context)),
  )
}

/** The statements of a document. */
export function statementsOf(document: PolicyDocument): readonly PolicyStatement[] {
  return toList(document.Statement)
}

/** A value that may stand alone, as a list. */
export function toList<T>(value: OneOrMany<T>): readonly T[] {
  return Array.isArray(value) ? value : [value as T]
}

/** Reads a policy document; throws `MalformedPolicyDocument` for what IAM would not take either. */
export function parsePolicy(text: string): PolicyDocument {
  try {
    const document = JSON.parse(text) as PolicyDocument
    checkPolicy(document)
    return document
  } catch (error) {
    throw new ApiError('MalformedPolicyDocument', 400, `Syntax errors in policy: ${(error as Error).message}`)
  }
}

/** Throws `RangeError` where a document would be judged differently from what it seems to say. */
export function checkPolicy(document: PolicyDocument): void {
  const statements = statementsOf(document)
  if (statements.length === 0 || statements.some((statement) => typeof statement !== 'object' || statement === null))
    throw new RangeError('a policy needs a Statement')
  for (const statement of statements) {
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') throw new RangeError('Effect is Allow or Deny')
    if ((statement.Action === undefined) === (statement.NotAction === undefined))
      throw new RangeError('a statement has either Action or NotAction')
    const unknown = Object.keys(statement.Condition ?? {}).find((operator) => !isKnownOperator(operator))
    if (unknown !== undefined) throw new RangeError(`unknown condition operator ${unknown}`)
  }
}
