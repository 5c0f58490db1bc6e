import { expect, test } from 'vitest'
import { chooseProxy } from './proxy.ts'
import { errorOf } from './testing/sts-bench.ts'

const sts = new URL('https://sts.eu-west-1.amazonaws.com/')
const proxyOf = (env: Record<string, string>, url: URL = sts): string | undefined => chooseProxy(url, env)?.url.href

test.each([
  [{}, undefined],
  [{ HTTPS_PROXY: '' }, undefined],
  [{ HTTP_PROXY: 'http://proxy:3128' }, undefined],
  [{ HTTPS_PROXY: 'http://proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'proxy:3128' }, 'http://proxy:3128/'],
  [{ HTTPS_PROXY: 'http://upper:1', https_proxy: 'http://lower:2' }, 'http://lower:2/'],
  [{ ALL_PROXY: 'https://proxy' }, 'https://proxy/'],
] satisfies [Record<string, string>, string | undefined][])('%j gives %s', (env, href) => {
  expect(proxyOf(env)).toBe(href)
})

test.each([
  ['*', true],
  ['amazonaws.com', true],
  ['.amazonaws.com', true],
  ['*.amazonaws.com', true],
  ['AMAZONAWS.COM', true],
  ['example.com, sts.eu-west-1.amazonaws.com', true],
  ['sts.eu-west-1.amazonaws.com:443', true],
  ['sts.eu-west-1.amazonaws.com:8443', false],
  ['azonaws.com', false],
  ['localhost', false],
])('NO_PROXY=%s', (list, excepted) => {
  expect(proxyOf({ HTTPS_PROXY: 'http://proxy', NO_PROXY: list })).toBe(excepted ? undefined : 'http://proxy/')
})

test.each([
  ['https://127.0.0.1:4566/', '127.0.0.1', true],
  ['https://10.1.2.3/', '10.0.0.0/8', true],
  ['https://11.1.2.3/', '10.0.0.0/8', false],
  ['https://10.1.2.3/', '10.0.0.0/99', false],
  ['https://[::1]/', '::1', true],
  ['https://[::1]:8443/', '[::1]:8443', true],
  ['https://[fd00::1]/', 'fd00::/8', true],
])('%s with NO_PROXY=%s', (url, list, excepted) => {
  const href = proxyOf({ HTTPS_PROXY: 'http://proxy', NO_PROXY: list }, new URL(url))
  expect(href).toBe(excepted ? undefined : 'http://proxy/')
})

test('plain http is loopback, and never goes through a proxy', () => {
  expect(
    proxyOf({ ALL_PROXY: 'http://proxy', HTTP_PROXY: 'http://proxy' }, new URL('http://127.0.0.1/')),
  ).toBeUndefined()
})

test.each(['socks5://user:hunter2@proxy', 'http://user:hunter2@pro xy', 'http://user:hunter2%zz@proxy'])(
  'I240 HTTPS_PROXY-userinfo-in-logs: %s',
  async (proxy) => {
    const error = await errorOf(Promise.resolve().then(() => proxyOf({ HTTPS_PROXY: proxy })))
    expect(error.code).toBe('config_invalid')
    expect(`${error.message} ${error.hint}`).toContain('HTTPS_PROXY')
    expect(`${error.message} ${error.hint} ${String(error.cause)}`).not.toContain('hunter2')
  },
)
