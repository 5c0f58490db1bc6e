import { AwsxError } from '@awsx/core'
import type { StsEndpoint } from '@awsx/core'
import { describeSkew } from './clock-skew.ts'
import { probeDate } from './date-probe.ts'
import { createRouteFinder } from './sts-route.ts'
import type { RouteDeps } from './sts-route.ts'

/** What the clock of STS says about this computer's. */
export type ClockCheck =
  /** Ms to add to this computer's clock to get AWS's, 0 where the two agree as far as can be told; and in words. */
  | { readonly kind: 'known'; readonly host: string; readonly offsetMs: number; readonly words: string }
  /** No answer within the limit, or one without a date. */
  | { readonly kind: 'silent'; readonly host: string }
  /** The settings lead to no endpoint, or to one that must not be asked. */
  | { readonly kind: 'unusable'; readonly error: AwsxError }

/**
 * Compares this computer's clock with the `Date` of one unsigned request to STS; endpoint settings and proxies count as
 * for a real call. Never throws what the network or the settings can do.
 *
 * `limitMs` is for the whole of it.
 */
export async function checkClock(
  endpoint: StsEndpoint,
  deps: Omit<RouteDeps, 'notify'>,
  limitMs: number = 10_000,
): Promise<ClockCheck> {
  const { clock } = deps
  try {
    // Of the SDK only the endpoint rules are wanted, and only where no URL is named.
    const sdk = await import('@aws-sdk/client-sts')
    const route = await createRouteFinder({ ...deps, notify: () => undefined })(sdk, endpoint)
    const { host } = route.url
    const sentAt = clock.now()
    route.skew.observe(await probeDate(route.url, route.connection, limitMs), sentAt)
    if (!route.skew.isKnown()) return { kind: 'silent', host }
    const offsetMs = route.skew.offsetMs()
    return { kind: 'known', host, offsetMs, words: describeSkew(offsetMs) }
  } catch (error) {
    if (!(error instanceof AwsxError)) throw error
    return { kind: 'unusable', error }
  }
}
