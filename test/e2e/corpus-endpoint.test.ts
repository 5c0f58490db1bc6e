// SECURITY section 4, group G: HTTP to the credentials endpoint, by raw sockets.
import { networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { createEndpointWorld, exchange, reset, serve, statusOf } from './support/endpoint.ts'
import type { Exchange, ServedEndpoint } from './support/endpoint.ts'

interface Parts {
  readonly method?: string
  readonly target?: string
  readonly version?: string
  /** Lines without their ends. */
  readonly headers?: readonly string[]
  readonly body?: string
}

/** A request that is right but for what `parts` changes. */
function request({ url, token }: ServedEndpoint, parts: Parts = {}): string {
  const { method = 'GET', target = url.pathname, version = 'HTTP/1.1', body = '' } = parts
  const headers = parts.headers ?? [`Host: ${url.host}`, `Authorization: ${token}`]
  return [`${method} ${target} ${version}`, ...headers, '', body].join('\r\n')
}

type Case = readonly [name: string, status: number | null, make: (endpoint: ServedEndpoint) => string]

function withHeaders(...extra: readonly string[]): (endpoint: ServedEndpoint) => string {
  return (endpoint) =>
    request(endpoint, { headers: [`Host: ${endpoint.url.host}`, `Authorization: ${endpoint.token}`, ...extra] })
}

function withAuthorization(...make: readonly ((token: string) => string)[]): (endpoint: ServedEndpoint) => string {
  return (endpoint) =>
    request(endpoint, {
      headers: [`Host: ${endpoint.url.host}`, ...make.map((one) => `Authorization: ${one(endpoint.token)}`)],
    })
}

function withHosts(...make: readonly ((port: string) => string)[]): (endpoint: ServedEndpoint) => string {
  return (endpoint) =>
    request(endpoint, {
      headers: [...make.map((one) => `Host: ${one(endpoint.url.port)}`), `Authorization: ${endpoint.token}`],
    })
}

function withTarget(make: (url: URL) => string): (endpoint: ServedEndpoint) => string {
  return (endpoint) => request(endpoint, { target: make(endpoint.url) })
}

function changeLast(text: string): string {
  return text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A')
}

const refused: readonly Case[] = [
  ['G164 no-auth', 401, withAuthorization()],
  ['G165 auth-prefix-match: too short', 401, withAuthorization((token) => token.slice(0, -1))],
  ['G165 auth-prefix-match: too long', 401, withAuthorization((token) => `${token}A`)],
  ['G165 auth-prefix-match: with a scheme', 401, withAuthorization((token) => `Bearer ${token}`)],
  ['G166 auth-wrong-1-char', 401, withAuthorization(changeLast)],
  ['G167 auth-dup-first-bad', 401, withAuthorization(changeLast, (token) => token)],
  ['G167 auth-dup-first-bad: the other way round', 401, withAuthorization((token) => token, changeLast)],
  [
    'G168 auth-in-query',
    404,
    (endpoint) =>
      request(endpoint, {
        target: `${endpoint.url.pathname}?Authorization=${endpoint.token}`,
        headers: [`Host: ${endpoint.url.host}`],
      }),
  ],
  ['G169 host-evil', 400, withHosts((port) => `evil.example:${port}`)],
  ['G169 host-evil: localhost', 400, withHosts((port) => `localhost:${port}`)],
  [
    'G170 host-dup',
    400,
    withHosts(
      (port) => `127.0.0.1:${port}`,
      (port) => `127.0.0.1:${port}`,
    ),
  ],
  [
    'G170 host-dup: one of them evil',
    400,
    withHosts(
      (port) => `127.0.0.1:${port}`,
      () => 'evil.example',
    ),
  ],
  [
    'G171 host-absent-http10',
    505,
    (endpoint) => request(endpoint, { version: 'HTTP/1.0', headers: [`Authorization: ${endpoint.token}`] }),
  ],
  ['G171 host-absent-http10: in 1.1', 400, withHosts()],
  ['G172 host-trailing-dot', 400, withHosts((port) => `127.0.0.1.:${port}`)],
  ['G173 host-wrong-port', 400, withHosts(() => '127.0.0.1:80')],
  ['G173 host-wrong-port: none', 400, withHosts(() => '127.0.0.1')],
  ['G174 absolute-form', 404, withTarget((url) => url.href)],
  ['G174 absolute-form: of another host', 404, withTarget((url) => `http://evil.example${url.pathname}`)],
  ['G175 path-dotdot', 404, withTarget((url) => `/x/..${url.pathname}`)],
  ['G175 path-dotdot: from outside', 404, withTarget((url) => `/../..${url.pathname}`)],
  [
    'G176 path-encoded',
    404,
    withTarget(({ pathname }) => `/%${pathname.charCodeAt(1).toString(16)}${pathname.slice(2)}`),
  ],
  ['G176 path-encoded: a slash more', 404, withTarget((url) => `/${url.pathname}`)],
  ['G177 path-other-profile', 404, withTarget(() => '/identity')],
  [
    'G177 path-other-profile: by role',
    404,
    withTarget((url) => `${url.pathname}/role-arn/arn:aws:iam::123456789012:role/WebAdmin`),
  ],
  ...['POST', 'PUT', 'OPTIONS', 'HEAD', 'DELETE', 'PATCH', 'TRACE'].map((method): Case => [
    `G178 POST/PUT/OPTIONS/HEAD: ${method}`,
    405,
    (endpoint) => request(endpoint, { method }),
  ]),
  ['G179 origin-null', 403, withHeaders('Origin: null')],
  ['G180 origin-site', 403, withHeaders('Origin: https://site.example')],
  ['G181 sec-fetch-cross-site', 403, withHeaders('Sec-Fetch-Site: cross-site')],
  ['G181 sec-fetch-cross-site: none', 403, withHeaders('Sec-Fetch-Mode: navigate')],
  ['G182 referer', 403, withHeaders('Referer: http://127.0.0.1/')],
  [
    'G183 websocket-upgrade',
    400,
    withHeaders('Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Key: x', 'Sec-WebSocket-Version: 13'),
  ],
  ['G184 CONNECT', 405, (endpoint) => request(endpoint, { method: 'CONNECT', target: 'evil.example:443' })],
  [
    'G185 CL+TE',
    400,
    (endpoint) => `${withHeaders('Content-Length: 4', 'Transfer-Encoding: chunked')(endpoint)}0\r\n\r\n`,
  ],
  ['G185 CL+TE: a length twice', 400, withHeaders('Content-Length: 0', 'Content-Length: 4')],
  [
    'G186 chunk-ext',
    400,
    (endpoint) => `${withHeaders('Transfer-Encoding: chunked')(endpoint)}1;a=b\r\nx\r\n0\r\n\r\n`,
  ],
  ['G187 obs-fold', 400, withHeaders('X-Folded: a', ' b')],
  ['G188 bare-LF', 400, (endpoint) => request(endpoint).replaceAll('\r\n', '\n')],
  ['G188 bare-LF: at the end only', 400, (endpoint) => request(endpoint).replace(/\r\n\r\n$/, '\n\n')],
  ['G189 9kb-header', 431, withHeaders(`X-Long: ${'a'.repeat(9216)}`)],
  ['G190 1k-headers', 431, withHeaders(...Array.from({ length: 1000 }, (_, index) => `X-${index}: 1`))],
  ['G191 slow-header', 408, (endpoint) => request(endpoint).slice(0, -2)],
  ['G191 slow-header: nothing at all', 408, () => ''],
  ['G195 x-forwarded-for-spoof', 403, withHeaders('X-Forwarded-For: 127.0.0.1')],
  ['G195 x-forwarded-for-spoof: the standard one', 403, withHeaders('Forwarded: for=127.0.0.1')],
]

function expectNothingGiven(answer: Exchange, secret: string): void {
  expect(answer.text).not.toContain(secret)
  expect(answer.text).not.toContain('ASIAENDPOINT')
  expect(answer.text).not.toMatch(/^(Access-Control-|Location:|Set-Cookie:)/im)
  expect(answer.text).toMatch(/^Cache-Control: no-store\r$/im)
  expect(answer.text).toMatch(/^Connection: close\r$/im)
}

describe('refused, and the connection is closed', () => {
  test.each(refused)('%s', async (_name, status, make) => {
    const { here, secret } = createEndpointWorld()
    const endpoint = await serve(here)
    const port = Number(endpoint.url.port)
    const answer = await exchange(port, make(endpoint))
    expect({ status: statusOf(answer), text: answer.text }).toMatchObject({ status })
    expectNothingGiven(answer, secret)
    // Whoever is right is answered after that as before.
    expect(statusOf(await exchange(port, request(endpoint)))).toBe(200)
  })
})

test('control: the request that all of these change is answered', async () => {
  const { here, secret } = createEndpointWorld()
  const endpoint = await serve(here)
  const { text } = await exchange(Number(endpoint.url.port), request(endpoint))
  const [head = '', body = ''] = text.split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
  expect(head).toMatch(/^Cache-Control: no-store\r$/im)
  expect(JSON.parse(body)).toEqual({
    AccessKeyId: 'ASIAENDPOINTENDPOINT',
    SecretAccessKey: secret,
    Token: 'token',
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  })
})

test('G192 pipelined-10k: the first is answered, the rest is not, and the next connection is', async () => {
  const { here } = createEndpointWorld()
  const endpoint = await serve(here)
  const port = Number(endpoint.url.port)
  const { text } = await exchange(port, request(endpoint).repeat(10_000))
  expect(text.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThanOrEqual(1)
  expect(statusOf(await exchange(port, request(endpoint)))).toBe(200)
})

test('a peer that resets the connection, whatever it has sent, ends nothing but that', async () => {
  const { here } = createEndpointWorld()
  const endpoint = await serve(here)
  const port = Number(endpoint.url.port)
  for (const [, , make] of refused) {
    for (const length of [undefined, -1]) await reset(port, make(endpoint).slice(0, length))
  }
  expect(statusOf(await exchange(port, request(endpoint)))).toBe(200)
  expect(endpoint.stderr()).toBe('awsx: serving p on 127.0.0.1, ctrl-c ends it\n')
})

test('G193 keepalive-after-exec-exit: a connection that a child of the command left open ends with the command', async () => {
  const { here, secret } = createEndpointWorld()
  // It asks for keep-alive, reads on until the end, and says what it got; the command is over at once.
  const program = here.write(
    'linger.cjs',
    `const { connect } = require('node:net')
const { writeFileSync } = require('node:fs')
const port = Number(new URL(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI).port)
let text = ''
const socket = connect(port, '127.0.0.1', () => {
  socket.write('GET / HTTP/1.1\\r\\nConnection: keep-alive\\r\\n')
  process.stdout.write(port + '\\n', () => process.stdout.end())
})
socket.on('data', (chunk) => (text += chunk))
socket.on('error', () => undefined)
socket.on('close', () => writeFileSync('${here.home}/closed', text))
`,
  )
  const script = `: >out; setsid node '${program}' >out 2>&1 & while ! grep -q . out; do sleep 0.05; done; cat out`
  const result = await here.run(['exec', 'p', '--via', 'endpoint', '--', 'sh', '-c', script])
  expect(result).toMatchObject({ code: 0 })
  await expect.poll(() => here.runCommand(['cat', 'closed']).then(({ code }) => code)).toBe(0)
  const { stdout } = await here.runCommand(['cat', 'closed'])
  expect(stdout).not.toContain(secret)
  expect((await exchange(Number(result.stdout), '')).error).toBe('ECONNREFUSED')
})

test('G194 non-loopback-peer: no other address of this machine listens', async () => {
  const { here } = createEndpointWorld()
  const endpoint = await serve(here)
  const port = Number(endpoint.url.port)
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address, family }) => address !== '127.0.0.1' && (family === 'IPv4' || address === '::1'))
    .map(({ address }) => address)
  for (const host of ['127.0.0.2', ...others]) {
    const { error, text } = await exchange(port, request(endpoint), host)
    expect({ host, error, text }).toEqual({ host, error: 'ECONNREFUSED', text: '' })
  }
})
