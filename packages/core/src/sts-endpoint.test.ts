import { describe, expect, test } from 'vitest'
import type { StsEndpoint } from './plan.ts'
import { resolveProfile } from './profile.ts'
import { resolveStsEndpoint, type ResolvedEndpoint } from './sts-endpoint.ts'
import { contextOf } from './test-world.ts'

const services = '\n[services local]\nsts =\n  endpoint_url = https://services.example\n'

function resolve(lines: string, environment: Record<string, string> = {}): ResolvedEndpoint {
  const context = contextOf(`[profile p]\n${lines}\n${services}`, { environment })
  return resolveStsEndpoint(context, resolveProfile(context.graph, 'p'), 'eu-west-1')
}

function endpointOf(lines: string, environment: Record<string, string> = {}): StsEndpoint {
  return resolve(lines, environment).endpoint
}

const everywhere = 'services = local\nendpoint_url = https://profile.example'
const sts = { AWS_ENDPOINT_URL_STS: 'https://sts.example' }
const all = { AWS_ENDPOINT_URL: 'https://all.example' }

describe('endpoint_url', () => {
  test.each<[string, string, Record<string, string>, string | null]>([
    ['AWS_ENDPOINT_URL_STS first', everywhere, { ...sts, ...all }, 'https://sts.example'],
    ['then AWS_ENDPOINT_URL', everywhere, all, 'https://all.example'],
    ['then sts of [services]', everywhere, {}, 'https://services.example'],
    ['then endpoint_url of the profile', 'endpoint_url = https://profile.example', {}, 'https://profile.example'],
    ['else the one AWS has', '', {}, null],
    ['ignored by the profile', `${everywhere}\nignore_configured_endpoint_urls = true`, { ...sts, ...all }, null],
    ['ignored by the environment', everywhere, { ...sts, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'TRUE' }, null],
    [
      'the environment says whether the profile is heard',
      `${everywhere}\nignore_configured_endpoint_urls = true`,
      { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' },
      'https://services.example',
    ],
  ])('%s', (_case, lines, environment, url) => {
    expect(endpointOf(lines, environment).url).toBe(url)
  })

  test('a variable that awsx took from a profile (AWSX_SETTINGS) says nothing', () => {
    const ours = { ...sts, ...all, AWSX_SETTINGS: 'AWS_ENDPOINT_URL_STS AWS_ENDPOINT_URL' }
    expect(endpointOf('endpoint_url = https://profile.example', ours).url).toBe('https://profile.example')
    expect(endpointOf('', { ...sts, AWSX_SETTINGS: 'AWS_ENDPOINT_URL' }).url).toBe('https://sts.example')
  })

  test('a services section that does not exist is an error', () => {
    expect(() => resolve('services = missing')).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test.each([
    'https://vpce.example/path?x',
    'http://127.0.0.1:4566',
    'http://[::1]:4566/',
    'http://LOCALHOST',
    'http://127.9.8.7',
  ])('http only to loopback: %s is accepted', (url) => {
    expect(endpointOf(`endpoint_url = ${url}`).url).toBe(url)
  })

  test.each([
    'http://evil.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'http://1270.0.0.1',
    'http://[::2]',
    'http://user:hunter2@127.0.0.1',
    'http://127.0.0.1\\@evil.example',
    'https://user:hunter2@evil.example',
    'https://evil.example @x',
    'ftp://127.0.0.1',
    'javascript:alert(1)',
    '//evil.example',
  ])('A34 endpoint_url-http-evil: %s is refused', (url) => {
    const expected = expect.objectContaining({
      code: 'config_invalid',
      message: expect.not.stringContaining('hunter2'),
    })
    expect(() => resolve(`endpoint_url = ${url}`)).toThrow(expected)
    expect(() => resolve('', { AWS_ENDPOINT_URL_STS: url })).toThrow(expected)
  })

  test('the error names the variable, or file and line', () => {
    expect(() => resolve('', { AWS_ENDPOINT_URL: 'http://evil.example' })).toThrow('AWS_ENDPOINT_URL would send')
    expect(() => resolve('endpoint_url = http://evil.example')).toThrow('(/aws/config:2)')
  })
})

describe('what else says how STS is reached', () => {
  const lines = `sts_regional_endpoints = legacy
use_fips_endpoint = true
use_dualstack_endpoint = True
ca_bundle = /etc/Roots.pem
retry_mode = adaptive
max_attempts = 100`

  test('the profile', () => {
    expect(endpointOf(lines)).toEqual({
      region: 'eu-west-1',
      url: null,
      legacy: true,
      useFips: true,
      useDualstack: true,
      caBundle: '/etc/Roots.pem',
      retryMode: 'adaptive',
      maxAttempts: 100,
    })
  })

  test('the environment before the profile', () => {
    const environment = {
      AWS_STS_REGIONAL_ENDPOINTS: 'regional',
      AWS_USE_FIPS_ENDPOINT: 'false',
      AWS_USE_DUALSTACK_ENDPOINT: 'false',
      AWS_CA_BUNDLE: '/tmp/Other.pem',
      AWS_RETRY_MODE: 'standard',
      AWS_MAX_ATTEMPTS: '2',
    }
    expect(endpointOf(lines, environment)).toEqual({
      region: 'eu-west-1',
      url: null,
      legacy: false,
      useFips: false,
      useDualstack: false,
      caBundle: '/tmp/Other.pem',
      retryMode: 'standard',
      maxAttempts: 2,
    })
  })

  test('regional, and the defaults of the SDK, where nobody says anything', () => {
    expect(endpointOf('')).toMatchObject({ legacy: false, useFips: false, useDualstack: false, retryMode: null })
    expect(endpointOf('', { AWS_MAX_ATTEMPTS: '0' }).maxAttempts).toBeNull()
  })

  test.each(['sts_regional_endpoints = legal', 'use_fips_endpoint = yes', 'retry_mode = often', 'max_attempts = 0'])(
    'a wrong word in the file is an error with its line: %s',
    (line) => {
      expect(() => resolve(line)).toThrow(
        expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
      )
    },
  )

  test('every setting that counts is a fact with its place', () => {
    const { facts } = resolve('endpoint_url = https://a.example\nuse_fips_endpoint = true', {
      AWS_RETRY_MODE: 'standard',
    })
    expect(facts).toEqual([
      { name: 'endpoint_url', value: 'https://a.example', source: { kind: 'file', file: '/aws/config', line: 2 } },
      { name: 'use_fips_endpoint', value: 'true', source: { kind: 'file', file: '/aws/config', line: 3 } },
      { name: 'retry_mode', value: 'standard', source: { kind: 'environment', name: 'AWS_RETRY_MODE' } },
    ])
  })
})
