import { formatInstant, type Session } from '@awsx/core'

/** An answer of the endpoint: a status and a JSON document. */
export interface EndpointAnswer {
  readonly status: number
  readonly body: string
}

/**
 * The document the SDKs read; null for a session that does not end, which the protocol has no form for (and which would
 * be a long-term key).
 *
 * Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
 */
export function formatEndpointCredentials(session: Session): EndpointAnswer | null {
  const { accessKeyId, secretAccessKey, sessionToken } = session.credentials
  if (session.expiresAt === null || sessionToken === null) return null
  const document = {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey.reveal(),
    Token: sessionToken.reveal(),
    Expiration: formatInstant(session.expiresAt),
    AccountId: session.accountId ?? undefined,
  }
  return { status: 200, body: `${JSON.stringify(document)}\n` }
}

/** An error document. The JavaScript SDK reads `Code` and `Message`, Java and Go read `code` and `message`. */
export function formatEndpointError(status: number, code: string, message: string): EndpointAnswer {
  return { status, body: `${JSON.stringify({ Code: code, Message: message, code, message })}\n` }
}
