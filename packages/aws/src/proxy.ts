import { BlockList, isIP } from 'node:net'
import { AwsxError } from '@awsx/core'

type Environment = Readonly<Record<string, string | undefined>>

/** A proxy that tunnels by CONNECT. */
export interface Proxy {
  /** Without user and password, so that it can be printed. */
  readonly url: URL
  /** The value of `Proxy-Authorization`, null when the setting names no user. */
  readonly authorization: string | null
}

/**
 * The proxy for `url` by `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` (lower case first), as the AWS CLI and curl read
 * them: a setting without a scheme is `http://`. Null where the request goes out directly; a plain-http URL always
 * does, because it is only ever loopback.
 *
 * Not `proxy-from-env`: it reads nothing but `process.env` and takes `proxy:3128` for a TLS proxy.
 *
 * @throws AwsxError `config_invalid` for a setting that is no http or https URL
 */
export function chooseProxy(url: URL, env: Environment): Proxy | null {
  if (url.protocol !== 'https:') return null
  const name = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'].find((variable) => env[variable])
  if (name === undefined || isExcepted(url, env['no_proxy'] || env['NO_PROXY'] || '')) return null
  const proxy = parseProxy(name, env[name] ?? '')
  const { username, password } = proxy
  proxy.username = ''
  proxy.password = ''
  if (username === '' && password === '') return { url: proxy, authorization: null }
  const pair = `${decodePart(name, username)}:${decodePart(name, password)}`
  return { url: proxy, authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function decodePart(name: string, text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw unusable(name, 'has a % in its user or password that is not written %25')
  }
}

function parseProxy(name: string, text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  // The value may hold a password: it is never part of the message.
  if (url === null) throw unusable(name, 'is not a URL')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unusable(name, `has the scheme ${url.protocol}//`)
  return url
}

function unusable(name: string, reason: string): AwsxError {
  return new AwsxError('config_invalid', `the proxy in ${name} ${reason}`, {
    hint: `set ${name} to http://host:port, or put the host of the request into NO_PROXY`,
  })
}

function isExcepted(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port || '443'
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry !== '' && coversHost(entry, host, port))
}

function coversHost(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const [, bracketed, plain, entryPort] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(entry) ?? []
  if (entryPort !== undefined && entryPort !== port) return false
  const name = bracketed ?? plain ?? entry
  if (isIP(host) !== 0) return name === host || coversAddress(name, host)
  const suffix = name.replace(/^\*?\./, '')
  return host === suffix || host.endsWith(`.${suffix}`)
}

function coversAddress(range: string, address: string): boolean {
  const [network = '', bits = ''] = range.split('/')
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4'
  if (isIP(network) === 0 || isIP(network) !== isIP(address) || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (family === 'ipv6' ? 128 : 32)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(address, family)
}
