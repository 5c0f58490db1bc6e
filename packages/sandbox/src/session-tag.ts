import { ApiError } from './api-error.ts'
import type { Caller } from './caller.ts'
import { checkCount, checkText } from './constraint.ts'
import type { Parameters } from './query.ts'
import { readList } from './query.ts'

/** The session tags of a request as they came. */
export interface SessionTagInput {
  readonly tags: readonly (readonly [key: string, value: string])[]
  readonly transitiveTagKeys: readonly string[]
}

/** The tags a role session ends up with. */
export interface SessionTags {
  readonly tags: ReadonlyMap<string, string>
  readonly transitiveTagKeys: readonly string[]
}

const pattern = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*'

/** `Tags` and `TransitiveTagKeys`. */
export function readSessionTags(parameters: Parameters): SessionTagInput {
  return {
    tags: readList(parameters, 'Tags').map((member) => [member.get('Key') ?? '', member.get('Value') ?? ''] as const),
    transitiveTagKeys: readList(parameters, 'TransitiveTagKeys').map((member) => member.get('') ?? ''),
  }
}

/** What STS says of their form. */
export function checkSessionTags({ tags, transitiveTagKeys }: SessionTagInput): string[] {
  const keys = tags.map(([key]) => key)
  return [
    ...checkCount('tags', keys, 50),
    ...checkCount('transitiveTagKeys', transitiveTagKeys, 50),
    ...keys.flatMap((key) => checkText('tags.key', key, { minimum: 1, maximum: 128, pattern })),
    ...tags.flatMap(([, value]) => checkText('tags.value', value, { minimum: 0, maximum: 256, pattern })),
  ]
}

/**
 * The tags of the new session: those given and those the caller's session passes on.
 *
 * Throws `InvalidParameterValue` for keys given twice (case does not matter), for transitive keys without a tag, and
 * for a tag that would change one passed on. Source: "Pass session tags in AWS STS".
 */
export function resolveSessionTags(input: SessionTagInput, caller: Caller): SessionTags {
  const lower = (keys: readonly string[]): Set<string> => new Set(keys.map((key) => key.toLowerCase()))
  const keys = input.tags.map(([key]) => key)
  const inherited = lower(caller.transitiveTagKeys)
  if (lower(keys).size < keys.length || lower(input.transitiveTagKeys).size < input.transitiveTagKeys.length)
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  if (keys.some((key) => inherited.has(key.toLowerCase())))
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  if (input.transitiveTagKeys.some((key) => !lower(keys).has(key.toLowerCase())))
    throw invalid('The specified transitive tag key must be included in the requested tags.')
  const passedOn = [...caller.tags].filter(([key]) => inherited.has(key.toLowerCase()))
  return {
    tags: new Map([...passedOn, ...input.tags]),
    transitiveTagKeys: [...caller.transitiveTagKeys, ...input.transitiveTagKeys],
  }
}

function invalid(message: string): ApiError {
  return new ApiError('InvalidParameterValue', 400, message)
}
