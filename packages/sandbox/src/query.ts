import { ApiError } from './api-error.ts'

/** The parameters of an AWS Query request. */
export type Parameters = ReadonlyMap<string, string>

/**
 * Parses the query string and the form body of a request into its parameters.
 *
 * Throws `MalformedQueryString` for a parameter given twice (real AWS is laxer; here a second `Action` out of an
 * unescaped value must not pass) and for a bad percent escape.
 * Source: "Making query requests", AWS IAM user guide.
 */
export function parseQuery(queryString: string, form: string): Parameters {
  const parameters = new Map<string, string>()
  for (const pair of `${queryString}&${form}`.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    const value = decode(equals === -1 ? '' : pair.slice(equals + 1))
    if (parameters.has(name)) throw malformed(`Duplicate parameter ${name}`)
    parameters.set(name, value)
  }
  return parameters
}

/** Parameters as a form body, the twin of {@link parseQuery}. */
export function formatQuery(parameters: Parameters): string {
  return [...parameters].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
}

/**
 * The members of a list parameter: `Tags.member.1.Key=a` gives `[Map { Key -> a }]`, `TransitiveTagKeys.member.1=a`
 * gives `[Map { '' -> a }]`.
 *
 * Throws `MalformedInput` where the members are not numbered 1, 2, 3 without a gap.
 */
export function readList(parameters: Parameters, name: string): Map<string, string>[] {
  const members = new Map<number, Map<string, string>>()
  for (const [key, value] of parameters) {
    if (!key.startsWith(`${name}.`)) continue
    const match = /^member\.([1-9]\d{0,5})(?:\.(\w+))?$/.exec(key.slice(name.length + 1))
    if (match === null) throw new ApiError('MalformedInput', 400, `Unexpected key ${key}`)
    const index = Number(match[1])
    const member = members.get(index) ?? new Map<string, string>()
    members.set(index, member.set(match[2] ?? '', value))
  }
  const list: Map<string, string>[] = []
  for (let index = 1; index <= members.size; index++) {
    const member = members.get(index)
    if (member === undefined) throw new ApiError('MalformedInput', 400, `${name}.member.${index} is missing`)
    list.push(member)
  }
  return list
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw malformed('The query string contains a syntax error')
  }
}

function malformed(message: string): ApiError {
  return new ApiError('MalformedQueryString', 404, message)
}
