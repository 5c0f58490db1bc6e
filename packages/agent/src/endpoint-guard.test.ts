import { describe, expect, test } from 'vitest'
import { checkEndpointRequest, type EndpointRequest } from './endpoint-guard.ts'

const secrets = { port: 9911, path: '/secret-path', token: 'secret-token' }
const right: EndpointRequest = {
  method: 'GET',
  target: '/secret-path',
  httpVersion: '1.1',
  rawHeaders: ['Host', '127.0.0.1:9911', 'Authorization', 'secret-token', 'User-Agent', 'sdk', 'Accept', '*/*'],
  peer: '127.0.0.1',
}

function statusOf(change: Partial<EndpointRequest>): number | null {
  return checkEndpointRequest({ ...right, ...change }, secrets)?.status ?? null
}

test('a right request is let in, whatever the case of its header names', () => {
  expect(statusOf({})).toBeNull()
  expect(statusOf({ rawHeaders: ['HOST', '127.0.0.1:9911', 'authorization', 'secret-token'] })).toBeNull()
})

describe('each thing alone keeps a request out', () => {
  // What the parser of one runtime might let through one day; group G sends the rest to the built program.
  test.each([
    ['a peer that is no longer there', { peer: null }, 403],
    ['a peer elsewhere', { peer: '192.168.1.2' }, 403],
    ['a peer that is mapped', { peer: '::ffff:192.168.1.2' }, 403],
    ['HTTP/1.0', { httpVersion: '1.0' }, 505],
    ['HEAD', { method: 'HEAD' }, 405],
    ['get', { method: 'get' }, 405],
    ['no path', { target: '' }, 404],
    ['a longer path', { target: '/secret-path/' }, 404],
  ] satisfies [string, Partial<EndpointRequest>, number][])('%s', (_name, change, status) => {
    expect(statusOf(change)).toBe(status)
  })

  test.each([
    ['Origin', 'http://127.0.0.1:9911', 403],
    ['Sec-CH-UA', 'x', 403],
    ['Cookie', 'x', 403],
    ['Via', '1.1 proxy', 403],
    ['X-Real-IP', '127.0.0.1', 403],
    ['X-Forwarded-Host', '127.0.0.1:9911', 403],
    ['Content-Length', '0', 400],
    ['Transfer-Encoding', 'identity', 400],
    ['Expect', '100-continue', 400],
    ['Host', '127.0.0.1:9911', 400],
    ['Authorization', 'secret-token', 401],
  ])('%s: %s', (name, value, status) => {
    expect(statusOf({ rawHeaders: [...right.rawHeaders, name, value] })).toBe(status)
  })
})

test('a refusal says nothing of what was sent or wanted', () => {
  const rawHeaders = ['Host', '127.0.0.1:9911', 'Authorization', 'given-token']
  const refusal = checkEndpointRequest({ ...right, rawHeaders }, secrets)
  expect(JSON.stringify(refusal)).not.toMatch(/secret-token|given-token|secret-path/)
})
