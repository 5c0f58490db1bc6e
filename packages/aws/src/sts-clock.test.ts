import type { Clock } from '@awsx/core'
import { expect, onTestFinished, test } from 'vitest'
import type { Script } from './testing/scripted-server.ts'
import { credentialsAnswer, errorAnswer, inOneHour } from './testing/sts-answers.ts'
import { errorOf, keys, mfaSerial, roleInput, startStsBench } from './testing/sts-bench.ts'
import type { StsBench } from './testing/sts-bench.ts'

const hourMs = 3_600_000

/** A client whose clock is `wrongByMs` ahead of the server's, which takes signatures of the last 5 minutes only. */
async function bench(wrongByMs: number): Promise<StsBench & { readonly clock: Clock }> {
  const script: Script = (response, { method, headers }) => {
    const [, year, rest] = /^(\d{4})(\d{4}T\d{6})Z$/.exec(String(headers['x-amz-date'])) ?? []
    const signedAt = Date.parse(`${year}-${rest?.replace(/(..)(..)T(..)(..)(..)/, '$1-$2T$3:$4:$5')}Z`)
    if (method === 'GET') response.writeHead(302, { location: 'https://aws.amazon.com/iam' }).end()
    else if (Math.abs(signedAt - Date.now()) < 300_000) response.end(credentialsAnswer('AssumeRole'))
    else response.writeHead(403).end(errorAnswer('SignatureDoesNotMatch', 'Signature expired: x is now earlier than y'))
  }
  const clock = { now: () => Date.now() + wrongByMs, sleep: async () => {} }
  const started = await startStsBench(script, { clock })
  onTestFinished(() => started.server.stop())
  return { ...started, clock }
}

test.each([
  [-61 * 60_000, "this computer's clock is 61 min behind AWS; corrected for this request"],
  [61 * 60_000, "this computer's clock is 61 min ahead of AWS; corrected for this request"],
])('H214 clock-skew-RequestExpired: %i ms', async (wrongByMs, message) => {
  const { sts, server, endpoint, notices, clock } = await bench(wrongByMs)
  const session = await sts.assumeRole(keys, roleInput(endpoint), null)
  expect(server.received).toHaveLength(2)
  expect(notices).toEqual([{ level: 'warning', message }])
  const lifeMs = (session.expiresAt ?? 0) - clock.now()
  expect(Math.abs(lifeMs - hourMs)).toBeLessThan(60_000)
  await sts.assumeRole(keys, roleInput(endpoint), null)
  expect(server.received).toHaveLength(3)
  expect(notices).toHaveLength(1)
})

test('an MFA code is not lost to a wrong clock: the time is learnt first', async () => {
  const { sts, server, endpoint, notices } = await bench(-61 * 60_000)
  await sts.assumeRole(keys, roleInput(endpoint, { serialNumber: mfaSerial }), '123456')
  expect(server.received.map(({ method }) => method)).toEqual(['GET', 'POST'])
  expect(notices).toHaveLength(1)
})

test('a clock that is a year off is one clear error', async () => {
  const { sts, server, endpoint, notices } = await bench(-365 * 24 * hourMs)
  const error = await errorOf(sts.assumeRole(keys, roleInput(endpoint), null))
  expect(error.code).toBe('request_refused')
  expect(error.message).toContain("this computer's clock is 365 days behind AWS")
  expect(server.received).toHaveLength(1)
  expect(notices).toEqual([])
})

test('a signature that stays too old is not sent for ever', async () => {
  const { sts, server, endpoint } = await startStsBench((response) => {
    response.writeHead(403).end(errorAnswer('RequestTimeTooSkewed', 'x'))
  })
  onTestFinished(() => server.stop())
  const error = await errorOf(sts.assumeRole(keys, roleInput(endpoint), null))
  expect(error.code).toBe('request_refused')
  expect(server.received).toHaveLength(1)
})

test('a few seconds are nobody’s business', async () => {
  const { sts, endpoint, notices, clock } = await bench(-3_000)
  const session = await sts.assumeRole(keys, roleInput(endpoint), null)
  expect(notices).toEqual([])
  expect(session.issuedAt).toBeLessThanOrEqual(clock.now())
  expect(inOneHour(session.issuedAt).length).toBe(20)
})
