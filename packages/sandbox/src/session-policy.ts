import { ApiError, validationError } from './api-error.ts'
import { checkCount, checkText } from './constraint.ts'
import { findManagedPolicy } from './managed-policy.ts'
import type { PolicyDocument } from './policy.ts'
import { parsePolicy, statementsOf } from './policy.ts'
import type { Parameters } from './query.ts'
import { readList } from './query.ts'

/** The session policies of a request as they came. */
export interface SessionPolicyInput {
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

/** Bytes that fit once AWS has packed policies and tags; the real format is not public. */
const packedMaximum = 4096

/** `Policy` and `PolicyArns`. */
export function readSessionPolicies(parameters: Parameters): SessionPolicyInput {
  return {
    policy: parameters.get('Policy') ?? null,
    policyArns: readList(parameters, 'PolicyArns').map((member) => member.get('arn') ?? ''),
  }
}

/** What STS says of their form. */
export function checkSessionPolicies({ policy, policyArns }: SessionPolicyInput): string[] {
  const pattern = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+'
  return [
    ...checkText('policy', policy, { minimum: 1, maximum: 2048, pattern }),
    ...checkCount('policyArns', policyArns, 10),
    ...policyArns.flatMap((arn) => checkText('policyArns.arn', arn, { minimum: 20, maximum: 2048 })),
  ]
}

/** The documents themselves, null when none were given. Throws `MalformedPolicyDocument` and `ValidationError`. */
export function resolveSessionPolicies(input: SessionPolicyInput, partition: string): readonly PolicyDocument[] | null {
  const managed = input.policyArns.map((arn) => {
    const document = findManagedPolicy(arn, partition)
    if (document === null) throw validationError(`The specified policy ${arn} is not valid or does not exist`)
    return document
  })
  const inline = input.policy === null ? [] : [parsePolicy(input.policy)]
  if (inline.flatMap(statementsOf).some((statement) => statement.Principal !== undefined))
    throw new ApiError('MalformedPolicyDocument', 400, 'Policy document should not specify a principal.')
  return managed.length + inline.length === 0 ? null : [...inline, ...managed]
}

/**
 * How much of the allowed space policies and tags take, in percent; null when there are none. Throws
 * `PackedPolicyTooLarge` above 100.
 */
export function measurePackedPolicy(input: SessionPolicyInput, tags: ReadonlyMap<string, string>): number | null {
  const texts = [input.policy ?? '', ...input.policyArns, ...[...tags].flat()]
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  if (bytes === 0) return null
  const percent = Math.ceil((bytes * 100) / packedMaximum)
  if (percent > 100)
    throw new ApiError(
      'PackedPolicyTooLarge',
      400,
      `Packed size of session tags consumes ${percent}% of allotted space.`,
    )
  return percent
}
