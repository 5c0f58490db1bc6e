import { ApiError } from './api-error.ts'
import type { CredentialScope } from './sigv4.ts'
import { formatScope } from './sigv4.ts'

/** An `Authorization` header of SigV4. */
export interface Authorization {
  readonly accessKeyId: string
  readonly scope: CredentialScope
  /** Lower case, sorted. */
  readonly signedHeaders: readonly string[]
  /** Hex. */
  readonly signature: string
}

const algorithm = 'AWS4-HMAC-SHA256'

/** Parses the header; throws `IncompleteSignature` with what is missing, in the words of AWS. */
export function parseAuthorization(text: string): Authorization {
  if (!text.startsWith(`${algorithm} `)) throw incomplete(`Unsupported authorization type or algorithm.`, text)
  const fields = new Map<string, string>()
  for (const part of text.slice(algorithm.length).split(',')) {
    const [, name, value] = /^\s*(\w+)=(\S+)\s*$/.exec(part) ?? []
    if (name === undefined || value === undefined || fields.has(name))
      throw incomplete(`Invalid key=value pair (missing equal-sign) in Authorization header: '${part.trim()}'.`, text)
    fields.set(name, value)
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !fields.has(name))
  if (missing.length > 0)
    throw incomplete(missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '), text)
  const [accessKeyId, date, region, service, terminator, ...rest] = (fields.get('Credential') ?? '').split('/')
  if (accessKeyId === undefined || !date || !region || !service || !terminator || rest.length > 0)
    throw incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.',
      text,
    )
  return {
    accessKeyId,
    scope: { date, region, service, terminator },
    signedHeaders: (fields.get('SignedHeaders') ?? '').split(';'),
    signature: fields.get('Signature') ?? '',
  }
}

/** The header, the twin of {@link parseAuthorization}. */
export function formatAuthorization({ accessKeyId, scope, signedHeaders, signature }: Authorization): string {
  return `${algorithm} Credential=${accessKeyId}/${formatScope(scope)}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
}

function incomplete(message: string, header: string): ApiError {
  return new ApiError('IncompleteSignature', 400, `${message} Authorization=${header.split(' ')[0]}`)
}
