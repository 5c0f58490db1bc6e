import { AwsxError } from '@awsx/core'
import type { StsEndpoint } from '@awsx/core'

/**
 * The override of an endpoint as a URL, null when there is none.
 *
 * @throws AwsxError `config_invalid` when it is not https (plain http only to loopback), names a user, or is no URL;
 * and for a region that is not a host name label
 */
export function parseOverride(endpoint: StsEndpoint): URL | null {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(endpoint.region)) {
    throw invalid(`${JSON.stringify(endpoint.region)} is not a region`, 'set region to one like eu-west-1')
  }
  if (endpoint.url === null) return null
  const url = URL.parse(endpoint.url)
  if (url === null) throw invalid(`the STS endpoint ${JSON.stringify(endpoint.url)} is not a URL`)
  if (url.username !== '' || url.password !== '') throw invalid(`the STS endpoint at ${url.host} names a user`)
  if (url.protocol === 'https:') return url
  if (url.protocol !== 'http:') throw invalid(`the STS endpoint at ${url.host} has the scheme ${url.protocol}//`)
  if (!isLoopback(url)) throw invalid(`the STS endpoint ${url.origin} would get secrets over plain http`)
  return url
}

/** True for `localhost`, 127.0.0.0/8 and `::1`. */
function isLoopback(url: URL): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
}

function invalid(message: string, hint?: string): AwsxError {
  return new AwsxError('config_invalid', message, {
    hint: hint ?? 'use https in endpoint_url or AWS_ENDPOINT_URL_STS (plain http only to this computer)',
  })
}
