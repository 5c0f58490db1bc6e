import type * as Sdk from '@aws-sdk/client-sts'
import { AwsxError } from '@awsx/core'
import type { Credentials, Secret, StsEndpoint } from '@awsx/core'
import { describeSkew } from './clock-skew.ts'
import { probeDate } from './date-probe.ts'
import { classifyFailure, isSkew, isTransient, wasNeverSent } from './failure.ts'
import type { Failure } from './failure.ts'
import { createStsClient } from './sts-client.ts'
import { toAwsxError } from './sts-errors.ts'
import { createRouteFinder } from './sts-route.ts'
import type { Route, RouteDeps } from './sts-route.ts'
import type { AnswerTime } from './sts-session.ts'

/** What {@link createStsSender} needs of the world. */
export interface StsDeps extends RouteDeps {
  /** 0 to 1, for the pauses between attempts; default `Math.random`. */
  readonly random?: () => number
  /** How long one call may take, all attempts together; default 10,000. */
  readonly limitMs?: number
}

/** One STS call. */
export interface StsRequest<Output> {
  readonly api: string
  /** What it is for, in messages: a role ARN, an access key id. */
  readonly subject: string
  readonly endpoint: StsEndpoint
  /** Null for an unsigned call. */
  readonly credentials: Credentials | null
  /** The MFA device and its code; null without. A request with a code reaches AWS once at most. */
  readonly mfa: { readonly serialNumber: string; readonly code: string } | null
  /** A web identity token, which must not be printed; null without. */
  readonly token: Secret | null
  send(client: Sdk.STSClient, sdk: typeof Sdk, signal: AbortSignal): Promise<Output>
}

/** What came back, and when. */
export interface StsAnswer<Output> {
  readonly output: Output
  readonly time: AnswerTime
}

const probeLimitMs = 2_000
const longestPauseMs = 2_000
const longestSkewMs = 86_400_000

/** Sends requests, with retries and the correction of a wrong clock; the SDK is loaded by the first. */
export function createStsSender(deps: StsDeps): <Output>(request: StsRequest<Output>) => Promise<StsAnswer<Output>> {
  const { clock, random = Math.random, limitMs = 10_000 } = deps
  const findRoute = createRouteFinder(deps)

  async function learnTime(route: Route): Promise<void> {
    const sentAt = clock.now()
    route.skew.observe(await probeDate(route.url, route.connection, probeLimitMs), sentAt)
    route.skew.announce()
  }

  async function sendOnce<Output>(
    request: StsRequest<Output>,
    sdk: typeof Sdk,
    route: Route,
    signal: AbortSignal,
  ): Promise<StsAnswer<Output> | Failure> {
    const sentAt = clock.now()
    const client = createStsClient(sdk, {
      ...request,
      override: route.override,
      connection: route.connection,
      signingOffsetMs: sentAt + route.skew.offsetMs() - Date.now(),
      onAnswer: (answer) => route.skew.observe(answer.headers['date'], sentAt),
    })
    try {
      const output = await request.send(client, sdk, signal)
      return { output, time: { receivedAt: clock.now(), offsetMs: route.skew.offsetMs() } }
    } catch (error) {
      return signal.aborted ? { kind: 'timeout' } : classifyFailure(error)
    }
  }

  async function sendUntilDone<Output>(
    request: StsRequest<Output>,
    sdk: typeof Sdk,
    route: Route,
    signal: AbortSignal,
  ): Promise<StsAnswer<Output>> {
    let attemptsLeft = request.endpoint.maxAttempts ?? 3
    let timeCorrected = false
    for (let attempt = 1; ; attempt++) {
      const offsetMs = route.skew.offsetMs()
      const answer = await sendOnce(request, sdk, route, signal)
      if ('output' in answer) return answer
      if (isSkew(answer)) {
        const learntMs = route.skew.offsetMs()
        const mayCorrect = !timeCorrected && learntMs !== offsetMs && Math.abs(learntMs) <= longestSkewMs
        if (!mayCorrect || request.mfa !== null) throw clockError(learntMs, answer)
        timeCorrected = true
        route.skew.announce()
        continue
      }
      attemptsLeft--
      const mayRepeat = isTransient(answer) && (request.mfa === null || wasNeverSent(answer))
      if (mayRepeat && attemptsLeft > 0) await clock.sleep(random() * Math.min(longestPauseMs, 100 * 2 ** attempt))
      if (!mayRepeat || attemptsLeft <= 0 || signal.aborted)
        throw toAwsxError(answer, contextOf(request, route, limitMs))
    }
  }

  return async (request) => {
    const sdk = await import('@aws-sdk/client-sts')
    const route = await findRoute(sdk, request.endpoint)
    // A signature with a wrong time would be refused, and the code with it.
    if (request.mfa !== null && !route.skew.isKnown()) await learnTime(route)
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), limitMs)
    try {
      return await sendUntilDone(request, sdk, route, deadline.signal)
    } finally {
      clearTimeout(timer)
    }
  }
}

function clockError(offsetMs: number, failure: Failure): AwsxError {
  const awsCode = failure.kind === 'service' ? failure.awsCode : null
  const message =
    offsetMs === 0 ? 'AWS refused the time of the signature' : `${describeSkew(offsetMs)}: it refused the request`
  return new AwsxError('request_refused', message, {
    hint: 'set the clock of this computer (timedatectl set-ntp true), then run the same command again',
    data: { awsCode, offsetSeconds: Math.round(offsetMs / 1000) },
  })
}

function contextOf(request: StsRequest<unknown>, route: Route, limitMs: number): Parameters<typeof toAwsxError>[1] {
  const { api, subject, credentials, mfa, token } = request
  const secrets = [credentials?.secretAccessKey, credentials?.sessionToken, token]
  return {
    api,
    subject,
    host: route.url.host,
    proxyHost: route.connection.proxyHost,
    limitMs,
    credentials,
    mfaSerial: mfa?.serialNumber ?? null,
    secrets: [...secrets.map((secret) => secret?.reveal() ?? ''), mfa?.code ?? ''],
  }
}
