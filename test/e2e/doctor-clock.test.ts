import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { problemsOf, readReport } from './support/doctor.ts'
import { createWorld } from '../harness/index.ts'

/** A server in the place of STS, and what it was asked; `offsetMs` null: it takes requests and stays silent. */
async function startTimeServer(offsetMs: number | null): Promise<{ url: string; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    if (offsetMs === null) return
    response.setHeader('Date', new Date(Date.now() + offsetMs).toUTCString())
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}

test('a clock that goes wrong is a problem, found with one unsigned request', async () => {
  const { url, requests } = await startTimeServer(3_600_000)
  const here = createWorld()
  const env = {
    AWS_ENDPOINT_URL_STS: url,
    AWS_ACCESS_KEY_ID: 'ASIAX',
    AWS_SECRET_ACCESS_KEY: 's',
    AWS_SESSION_TOKEN: 't',
  }
  const report = readReport(await here.run(['doctor', '--json'], { env }))
  expect(problemsOf(report)).toEqual(['clock_skew'])
  expect(report.findings.find(({ code }) => code === 'clock_skew')).toMatchObject({
    message: "this computer's clock is 60 min behind AWS",
    fix: 'sudo timedatectl set-ntp true',
  })
  expect(requests.map(({ method, url: path }) => `${method} ${path}`)).toEqual(['GET /'])
  expect(Object.keys(requests[0]?.headers ?? {}).toSorted()).toEqual(['connection', 'host'])
})

test('a clock that goes right, and one that is off by a little, are no problem', async () => {
  const here = createWorld()
  const right = await startTimeServer(0)
  const report = readReport(await here.run(['doctor', '--json'], { env: { AWS_ENDPOINT_URL: right.url } }))
  expect(problemsOf(report)).toEqual([])
  expect(report.checked).toContainEqual({ check: 'clock', what: `the clock (${new URL(right.url).host})` })
  const little = await startTimeServer(-15_000)
  const second = readReport(await here.run(['doctor', '--json'], { env: { AWS_ENDPOINT_URL: little.url } }))
  expect(second.findings).toContainEqual(expect.objectContaining({ level: 'note', code: 'clock_skew' }))
})

test.for<[string, () => Promise<string>]>([
  ['nobody is there', async () => 'http://127.0.0.1:1'],
  ['nobody answers', async () => (await startTimeServer(null)).url],
])('where %s, that is a note', async ([, start]) => {
  const here = createWorld()
  const env = { AWS_ENDPOINT_URL: await start() }
  const report = readReport(await here.run(['doctor', '--json'], { env }))
  expect(problemsOf(report)).toEqual([])
  expect(report.findings).toContainEqual(expect.objectContaining({ level: 'note', code: 'aws_silent' }))
})

test('--offline asks nobody', async () => {
  const { url, requests } = await startTimeServer(0)
  const here = createWorld()
  expect((await here.run(['doctor', '--offline'], { env: { AWS_ENDPOINT_URL: url } })).code).toBe(0)
  expect(requests).toEqual([])
})

test('an endpoint that must not be asked is a problem, and is mended', async () => {
  const here = createWorld()
  const env = { AWS_ENDPOINT_URL: 'http://192.0.2.1' }
  const report = readReport(await here.run(['doctor', '--json'], { env }))
  expect(problemsOf(report)).toEqual(['endpoint_unusable'])
  expect(report.findings.find(({ code }) => code === 'endpoint_unusable')?.fix).toBe('unset AWS_ENDPOINT_URL')
})
