import * as sdk from '@aws-sdk/client-sts'
import { expect, onTestFinished, test } from 'vitest'
import { resolveStsUrl } from './sts-client.ts'
import { parseOverride } from './sts-url.ts'
import { identityAnswer } from './testing/sts-answers.ts'
import { endpointAt, errorOf, keys, startStsBench } from './testing/sts-bench.ts'

test.each([
  ['http://evil.example/', 'plain http'],
  ['http://127.0.0.1.evil.example/', 'plain http'],
  ['http://localhost.evil.example/', 'plain http'],
  ['http://128.0.0.1/', 'plain http'],
  ['http://169.254.169.254/', 'plain http'],
  ['https://sts.amazonaws.com@evil.example/', 'names a user'],
  ['ftp://sts.amazonaws.com/', 'ftp:'],
  ['javascript:alert(1)', 'javascript:'],
  ['sts.amazonaws.com', 'not a URL'],
])('A34 endpoint_url-http-evil: %s', async (url, words) => {
  const error = await errorOf(Promise.resolve().then(() => parseOverride(endpointAt(url))))
  expect(error.code).toBe('config_invalid')
  expect(error.message).toContain(words)
})

test.each([
  'https://sts.example/',
  'http://127.0.0.1:4566/',
  'http://127.9.9.9/',
  'http://localhost/',
  'http://[::1]:1/',
])('%s is taken', (url) => {
  expect(parseOverride(endpointAt(url))?.href).toBe(url)
})

test.each(['../x', 'eu-west-1\n', '', 'eu-west-1.evil.example', 'a/b', '-'])('A38 A39 region %j', async (region) => {
  const error = await errorOf(Promise.resolve().then(() => parseOverride(endpointAt(null, { region }))))
  expect(error.code).toBe('config_invalid')
})

test.each([
  ['eu-west-1', {}, 'https://sts.eu-west-1.amazonaws.com/'],
  ['eu-west-1', { legacy: true }, 'https://sts.amazonaws.com/'],
  ['eu-south-1', { legacy: true }, 'https://sts.eu-south-1.amazonaws.com/'],
  ['us-east-1', { useFips: true }, 'https://sts-fips.us-east-1.amazonaws.com/'],
  ['eu-west-1', { useDualstack: true }, 'https://sts.eu-west-1.api.aws/'],
  ['cn-north-1', {}, 'https://sts.cn-north-1.amazonaws.com.cn/'],
  ['us-gov-west-1', {}, 'https://sts.us-gov-west-1.amazonaws.com/'],
  ['eusc-de-east-1', {}, 'https://sts.eusc-de-east-1.amazonaws.eu/'],
])('%s %j is %s', (region, rest, href) => {
  expect(resolveStsUrl(sdk, endpointAt(null, { region, ...rest })).href).toBe(href)
})

test('an override wins over FIPS and dual stack, and is signed for the region', async () => {
  const { sts, server } = await startStsBench((response) => response.end(identityAnswer()))
  onTestFinished(() => server.stop())
  const rest = { region: 'us-gov-west-1', useFips: true, useDualstack: true, legacy: true }
  await sts.getCallerIdentity(keys, endpointAt(server.url, rest))
  expect(server.received[0]?.headers.authorization).toContain('/us-gov-west-1/sts/aws4_request')
})
