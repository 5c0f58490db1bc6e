import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { AwsxError } from '@awsx/core'
import { chooseProxy } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { readRegularFile } from './regular-file.ts'

/** The sockets to one endpoint. */
export interface Connection {
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
  /** Host and port of the proxy in between, without its user; null for none. */
  readonly proxyHost: string | null
}

/** What {@link openConnection} goes by. */
export interface ConnectionOptions {
  readonly url: URL
  /** A PEM file that replaces the system's roots; null for those. */
  readonly caBundle: string | null
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Agents that keep their connection open, go through the proxy of the environment and verify certificates whatever
 * `NODE_TLS_REJECT_UNAUTHORIZED` says. Nothing is connected yet; idle sockets do not keep the process alive.
 *
 * @throws AwsxError `config_invalid` (proxy, not a PEM file), `config_unreadable` (CA bundle)
 */
export async function openConnection(options: ConnectionOptions): Promise<Connection> {
  const proxy = chooseProxy(options.url, options.env)
  const ca = options.caBundle === null ? {} : { ca: readCertificates(options.caBundle) }
  const tls = { ...ca, rejectUnauthorized: true, keepAlive: true }
  return {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: proxy === null ? new HttpsAgent(tls) : await createTunnel(proxy, tls),
    proxyHost: proxy?.url.host ?? null,
  }
}

async function createTunnel(
  proxy: Proxy,
  tls: { rejectUnauthorized: boolean; keepAlive: boolean },
): Promise<HttpsAgent> {
  const { HttpsProxyAgent } = await import('https-proxy-agent')
  // User and password go in as a header: the library prints the URL when DEBUG is set.
  const headers = proxy.authorization === null ? {} : { 'Proxy-Authorization': proxy.authorization }
  const agent = new HttpsProxyAgent(proxy.url, { ...tls, headers })
  // The constructor's options are those of the socket to the proxy; these are for the TLS inside the tunnel.
  Object.assign(agent.options, tls)
  return agent
}

function readCertificates(path: string): Buffer {
  const file = readRegularFile(path, 10_485_760)
  const hint = 'ca_bundle or AWS_CA_BUNDLE names a file of PEM certificates'
  if (file === null) throw new AwsxError('config_unreadable', `the CA bundle ${path} does not exist`, { hint })
  if (
    !file.bytes.includes('-----BEGIN CERTIFICATE-----') &&
    !file.bytes.includes('-----BEGIN TRUSTED CERTIFICATE-----')
  ) {
    throw new AwsxError('config_invalid', `the CA bundle ${path} holds no PEM certificate`, { hint })
  }
  return file.bytes
}
