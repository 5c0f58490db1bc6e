import type * as Sdk from '@aws-sdk/client-sts'
import type { Credentials, StsEndpoint } from '@awsx/core'
import { createAnswerGuard } from './answer-guard.ts'
import type { RawAnswer } from './answer-guard.ts'
import type { Connection } from './connection.ts'

/** What one client is made of; making one costs less than 0.1 ms, the sockets are the connection's. */
export interface StsClientOptions {
  readonly endpoint: StsEndpoint
  readonly override: URL | null
  /** Null for an unsigned call. */
  readonly credentials: Credentials | null
  readonly connection: Connection | null
  /** Ms to add to `Date.now()` for the time of the signature. */
  readonly signingOffsetMs: number
  readonly onAnswer: (answer: RawAnswer) => void
}

/**
 * An STS client of the SDK for one request: no retries of its own, nothing read from files or the environment, answers
 * behind the answer guard.
 */
export function createStsClient(sdk: typeof Sdk, options: StsClientOptions): Sdk.STSClient {
  const { endpoint, override, connection } = options
  const config: Sdk.STSClientConfig = {
    region: endpoint.region,
    // Without a host of its own the URL is left to the endpoint rules of the SDK.
    ...(override === null
      ? {
          useFipsEndpoint: endpoint.useFips,
          useDualstackEndpoint: endpoint.useDualstack,
          useGlobalEndpoint: endpoint.legacy,
        }
      : { endpoint: override.href, useFipsEndpoint: false, useDualstackEndpoint: false }),
    ...(options.credentials === null ? {} : { credentials: identityOf(options.credentials) }),
    ...(connection === null
      ? {}
      : {
          requestHandler: {
            httpAgent: connection.httpAgent,
            httpsAgent: connection.httpsAgent,
            // One deadline covers all attempts, see sts-request.ts.
            socketTimeout: 0,
          },
        }),
    systemClockOffset: options.signingOffsetMs,
    maxAttempts: 1,
    retryMode: 'standard',
    customUserAgent: 'awsx',
    // What follows only keeps the SDK from reading ~/.aws by itself.
    defaultsMode: 'standard',
    ignoreConfiguredEndpointUrls: true,
    disableClockSkewCorrection: false,
    authSchemePreference: ['sigv4'],
    sigv4aSigningRegionSet: [],
    userAgentAppId: async () => undefined,
  }
  const client = new sdk.STSClient(config)
  client.middlewareStack.add(createAnswerGuard(options.onAnswer), {
    name: 'awsxAnswerGuard',
    step: 'deserialize',
    priority: 'low',
  })
  return client
}

/**
 * Where the endpoint rules of the SDK send a request.
 *
 * @throws Error of the SDK when the partition has no such endpoint (FIPS, dual stack)
 */
export function resolveStsUrl(sdk: typeof Sdk, endpoint: StsEndpoint): URL {
  const options = { endpoint, override: null, credentials: null, connection: null, signingOffsetMs: 0 }
  const client = createStsClient(sdk, { ...options, onAnswer: () => {} })
  return client.config.endpointProvider({
    Region: endpoint.region,
    UseFIPS: endpoint.useFips,
    UseDualStack: endpoint.useDualstack,
    UseGlobalEndpoint: endpoint.legacy,
  }).url
}

function identityOf(credentials: Credentials): {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
} {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials
  const keys = { accessKeyId, secretAccessKey: secretAccessKey.reveal() }
  return sessionToken === null ? keys : { ...keys, sessionToken: sessionToken.reveal() }
}
