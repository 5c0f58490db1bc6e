import type { Parameters } from './query.ts'

/** A request the sandbox got, as tests count and compare them; it holds no secret. */
export interface CallRecord {
  /** Sandbox clock, ms since the epoch. */
  readonly time: number
  readonly service: string
  readonly action: string
  /** Of the credential scope; null when unsigned. */
  readonly region: string | null
  readonly host: string | null
  readonly userAgent: string | null
  /** What the request says it is signed with; null when unsigned. */
  readonly accessKeyId: string | null
  /** Whose key that is, where it is known. */
  readonly accountId: string | null
  readonly arn: string | null
  /** MFA codes and web identity tokens show as `[secret]`. */
  readonly parameters: Readonly<Record<string, string>>
  readonly status: number
  /** The `Code` of an error; null when it went well. */
  readonly errorCode: string | null
  /** The kinds of the faults that worked on it. */
  readonly faults: readonly string[]
}

const secretNames: ReadonlySet<string> = new Set(['TokenCode', 'WebIdentityToken'])

/** Parameters without secrets; `Action` and `Version` are left out. */
export function redactParameters(parameters: Parameters): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...parameters]
      .filter(([name]) => name !== 'Action' && name !== 'Version')
      .map(([name, value]) => [name, secretNames.has(name) ? '[secret]' : value]),
  )
}
