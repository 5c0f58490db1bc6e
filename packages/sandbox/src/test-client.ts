import { formatAmzDate } from './authentication.ts'
import { formatAuthorization } from './authorization.ts'
import { formatQuery } from './query.ts'
import type { Sandbox } from './sandbox.ts'
import { computeSignature } from './sigv4.ts'

/** Keys a test signs with. */
export interface TestKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** What a test does otherwise than a good client. */
export interface TestCallOptions {
  readonly region?: string
  /** Of the credential scope. */
  readonly service?: string
  readonly version?: string
  /** When it says it was signed, ms since the epoch. Default: the sandbox clock. */
  readonly at?: number
  readonly scopeDate?: string
  readonly signedHeaders?: readonly string[]
  /** The form body that is sent in place of the one that is signed. */
  readonly sentBody?: string
}

/** An answer a test looks at. */
export interface TestAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The unescaped text of the first element of that name; throws where there is none. */
  field(name: string): string
  /** The keys in it. */
  keys(): TestKeys
}

/** Calls the sandbox; `keys` null: unsigned. */
export async function callSandbox(
  sandbox: Sandbox,
  keys: TestKeys | null,
  action: string,
  parameters: Readonly<Record<string, string>> = {},
  options: TestCallOptions = {},
): Promise<TestAnswer> {
  const isBeanstalk = action.endsWith('Application') || action.endsWith('Applications')
  const { service = isBeanstalk ? 'elasticbeanstalk' : 'sts', at = sandbox.clock.now(), region = 'us-east-1' } = options
  const version = options.version ?? (isBeanstalk ? '2010-12-01' : '2011-06-15')
  const body = formatQuery(new Map(Object.entries({ Action: action, Version: version, ...parameters })))
  const amzDate = formatAmzDate(at)
  const headers: Record<string, string> = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    ...(keys === null ? {} : { 'x-amz-date': amzDate }),
    ...(keys?.sessionToken === undefined ? {} : { 'x-amz-security-token': keys.sessionToken }),
  }
  if (keys !== null) {
    const signable = Object.entries({ ...headers, host: new URL(sandbox.url).host })
    const signedHeaders = options.signedHeaders ?? signable.map(([name]) => name).toSorted()
    const scope = { date: options.scopeDate ?? amzDate.slice(0, 8), region, service, terminator: 'aws4_request' }
    const request = { method: 'POST', path: '/', query: '', headers: signable, body: Buffer.from(body) }
    const signature = computeSignature(request, signedHeaders, amzDate, scope, keys.secretAccessKey)
    headers['authorization'] = formatAuthorization({ accessKeyId: keys.accessKeyId, scope, signedHeaders, signature })
  }
  return fetchAnswer(sandbox.url, { method: 'POST', headers, body: options.sentBody ?? body })
}

/** Any request, without following redirects. */
export async function fetchAnswer(url: string, init: RequestInit = {}): Promise<TestAnswer> {
  const response = await fetch(url, { redirect: 'manual', ...init })
  const text = await response.text()
  const field = (name: string): string => {
    const [, value] = new RegExp(`<${name}>([^<]*)</${name}>`).exec(text) ?? []
    if (value === undefined) throw new RangeError(`no ${name} in: ${text}`)
    return value.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    field,
    keys: () => ({
      accessKeyId: field('AccessKeyId'),
      secretAccessKey: field('SecretAccessKey'),
      sessionToken: field('SessionToken'),
    }),
  }
}

/** `Code: Message` of an error, `ok` of anything else. */
export function summarize(answer: TestAnswer): string {
  return answer.status === 200 ? 'ok' : `${answer.status} ${answer.field('Code')}: ${answer.field('Message')}`
}
