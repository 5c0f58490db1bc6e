import { expect, onTestFinished, test } from 'vitest'
import { startScriptedServer } from './testing/scripted-server.ts'
import type { Script } from './testing/scripted-server.ts'
import { credentialsAnswer, errorAnswer, identityAnswer } from './testing/sts-answers.ts'
import { endpointAt, errorOf, keys, mfaSerial, roleInput, startStsBench } from './testing/sts-bench.ts'
import type { StsBench } from './testing/sts-bench.ts'
import type { StsDeps } from './sts-request.ts'

async function bench(script: Script, deps: Partial<StsDeps> = {}): Promise<StsBench> {
  const started = await startStsBench(script, deps)
  onTestFinished(() => started.server.stop())
  return started
}

test('H215 throttling-then-ok', async () => {
  const { sts, server, endpoint, pauses } = await bench((response, _request, count) => {
    if (count < 3) response.writeHead(400).end(errorAnswer('Throttling', 'Rate exceeded'))
    else response.end(identityAnswer())
  })
  expect((await sts.getCallerIdentity(keys, endpoint)).accountId).toBe('123456789012')
  expect(server.received).toHaveLength(3)
  expect(pauses).toEqual([200, 400])
})

test.each([
  [429, errorAnswer('Throttling', 'Rate exceeded'), 'throttled', 3],
  [429, 'slow down', 'throttled', 3],
  [500, errorAnswer('InternalFailure', 'x'), 'unreachable', 3],
  [503, '<html><body>Service Unavailable</body></html>', 'unreachable', 3],
  [502, '', 'unreachable', 3],
  [400, errorAnswer('ValidationError', 'x'), 'request_refused', 1],
  [403, '', 'unreachable', 1],
])('HTTP %i with "%s" is %s after %i requests', async (status, body, code, requests) => {
  const { sts, server, endpoint } = await bench((response) => response.writeHead(status).end(body))
  const error = await errorOf(sts.getCallerIdentity(keys, endpoint))
  expect(error.code).toBe(code)
  expect(error.message).toContain(code === 'request_refused' ? 'GetCallerIdentity' : '127.0.0.1')
  expect(server.received).toHaveLength(requests)
})

test('max_attempts is the number of requests', async () => {
  const { sts, server } = await bench((response) => response.writeHead(503).end(errorAnswer('ServiceUnavailable', 'x')))
  await errorOf(sts.getCallerIdentity(keys, endpointAt(server.url, { maxAttempts: 5 })))
  expect(server.received).toHaveLength(5)
})

const failures: [string, Script][] = [
  ['throttled', (response) => response.writeHead(429).end(errorAnswer('Throttling', 'x'))],
  ['a server error', (response) => response.writeHead(500).end(errorAnswer('InternalFailure', 'x'))],
  ['a reset', (response) => response.socket?.resetAndDestroy()],
  [
    'half an answer',
    (response) => {
      response.writeHead(200, { 'content-length': '5000' })
      response.write('<AssumeRoleResponse>', () => response.socket?.destroy())
    },
  ],
  ['an old signature', (response) => response.writeHead(403).end(errorAnswer('RequestExpired', 'x'))],
]

test.each(failures)('an MFA code is sent once: %s', async (_name, script) => {
  const { sts, server, endpoint } = await bench((response, request, count) => {
    if (request.method === 'GET') response.end()
    else script(response, request, count)
  })
  await errorOf(sts.assumeRole(keys, roleInput(endpoint, { serialNumber: mfaSerial }), '123456'))
  expect(server.received.map(({ method }) => method)).toEqual(['GET', 'POST'])
})

test('an MFA code that was never sent is tried again', async () => {
  const first = await startScriptedServer(() => {})
  await first.stop()
  const { sts, pauses } = await bench(() => {})
  const input = roleInput(endpointAt(first.url), { serialNumber: mfaSerial })
  const error = await errorOf(sts.assumeRole(keys, input, '123456'))
  expect(error.code).toBe('unreachable')
  expect(error.message).toContain('ECONNREFUSED')
  expect(error.hint).not.toContain('code')
  expect(pauses).toHaveLength(2)
})

test('a server that never answers ends in a time-out, not in another attempt', async () => {
  const { sts, server, endpoint } = await bench(() => {}, { limitMs: 150 })
  const error = await errorOf(sts.getCallerIdentity(keys, endpoint))
  expect(error.code).toBe('unreachable')
  expect(error.message).toContain('did not answer within 0.15 s')
  expect(server.received).toHaveLength(1)
})

test('a body that drips is cut off by the same limit', async () => {
  const { sts, endpoint } = await bench(
    (response) => {
      const timer = setInterval(() => response.write('<a/>'), 20)
      response.on('close', () => clearInterval(timer))
    },
    { limitMs: 200 },
  )
  const error = await errorOf(sts.getCallerIdentity(keys, endpoint))
  expect(error.message).toContain('did not answer within 0.2 s')
})

test('a good answer cut at every 7th byte is never a session', async () => {
  const answer = Buffer.from(credentialsAnswer('AssumeRole'))
  const cuts = Array.from({ length: Math.floor(answer.length / 7) }, (_, index) => index * 7)
  let cut = 0
  const { sts, server } = await bench((response) => {
    response.writeHead(200, { 'content-length': String(answer.length) })
    response.write(answer.subarray(0, cut), () => response.socket?.destroy())
  })
  for (cut of cuts) {
    const error = await errorOf(sts.assumeRole(keys, roleInput(endpointAt(server.url, { maxAttempts: 1 })), null))
    expect(error.code).toBe('unreachable')
  }
})

test('the same without a content-length: the end of the connection is not the end of the document', async () => {
  const answer = Buffer.from(credentialsAnswer('AssumeRole'))
  let cut = 0
  const { sts, server } = await bench((response) => {
    response.socket?.end(
      Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n'), answer.subarray(0, cut)]),
    )
  })
  for (cut = 0; cut < answer.length; cut += 11) {
    const error = await errorOf(sts.assumeRole(keys, roleInput(endpointAt(server.url)), null))
    expect(error.code).toBe('response_invalid')
    expect(error.message).toMatch(/half an XML document|no XML/)
  }
  cut = answer.length
  expect((await sts.assumeRole(keys, roleInput(endpointAt(server.url)), null)).accountId).toBe('123456789012')
})
