import type * as Sdk from '@aws-sdk/client-sts'
import { AwsxError } from '@awsx/core'
import type { Clock, Notice, StsEndpoint } from '@awsx/core'
import { createClockSkew } from './clock-skew.ts'
import type { ClockSkew } from './clock-skew.ts'
import { openConnection } from './connection.ts'
import type { Connection } from './connection.ts'
import { resolveStsUrl } from './sts-client.ts'
import { parseOverride } from './sts-url.ts'

/** The way to one endpoint, kept between calls. */
export interface Route {
  readonly url: URL
  /** The URL that replaces the endpoint rules; null where those decide. */
  readonly override: URL | null
  readonly connection: Connection
  readonly skew: ClockSkew
}

/** What {@link createRouteFinder} needs of the world. */
export interface RouteDeps {
  readonly clock: Clock
  /** `AWS_CA_BUNDLE`, the proxy variables and `NODE_TLS_REJECT_UNAUTHORIZED` are read from it. */
  readonly env: Readonly<Record<string, string | undefined>>
  notify(notice: Notice): void
}

/**
 * Finds routes; endpoints with the same host and CA bundle share one, with its sockets and its clock difference.
 *
 * The function throws `config_invalid` or `config_unreadable` for an endpoint, proxy or CA bundle that cannot be used.
 */
export function createRouteFinder(deps: RouteDeps): (sdk: typeof Sdk, endpoint: StsEndpoint) => Promise<Route> {
  const { clock, env } = deps
  const routes = new Map<string, Promise<Route>>()
  return async (sdk, endpoint) => {
    if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
      throw new AwsxError('config_invalid', 'NODE_TLS_REJECT_UNAUTHORIZED=0 switches the check of certificates off', {
        hint: 'unset NODE_TLS_REJECT_UNAUTHORIZED; for a private certificate authority, set ca_bundle or AWS_CA_BUNDLE',
      })
    }
    const override = parseOverride(endpoint)
    const url = override ?? applyRules(sdk, endpoint)
    const caBundle = endpoint.caBundle ?? (env['AWS_CA_BUNDLE'] || null)
    const key = JSON.stringify([url.href, caBundle])
    let route = routes.get(key)
    if (route === undefined) {
      route = openConnection({ url, caBundle, env }).then((connection) => {
        return { url, override, connection, skew: createClockSkew(clock, (notice) => deps.notify(notice)) }
      })
      routes.set(key, route)
      route.catch(() => routes.delete(key))
    }
    return route
  }
}

function applyRules(sdk: typeof Sdk, endpoint: StsEndpoint): URL {
  try {
    return resolveStsUrl(sdk, endpoint)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new AwsxError('config_invalid', `there is no such STS endpoint in ${endpoint.region}: ${reason}`, {
      cause,
      hint: 'check region, use_fips_endpoint and use_dualstack_endpoint',
    })
  }
}
