import { expect, test } from 'vitest'
import type { ProfileEnvironment } from './plan.ts'
import { profileEnvironment } from './profile-environment.ts'
import { resolveProfile } from './profile.ts'
import { contextOf } from './test-world.ts'

const services = `
[services local]
s3 =
  endpoint_url = https://s3.example
elastic_beanstalk =
  endpoint_url = https://eb.example
dynamodb =
  other = x
`

function environmentOf(lines: string, environment: Record<string, string> = {}): ProfileEnvironment {
  const context = contextOf(`[profile p]\n${lines}\n${services}`, { environment })
  return profileEnvironment(context, resolveProfile(context.graph, 'p'))
}

test('what the profile says travels as the variables the SDKs read, and nothing else', () => {
  const lines = `region = eu-west-1
output = json
ca_bundle = /etc/roots.pem
use_fips_endpoint = true
use_dualstack_endpoint = false
sts_regional_endpoints = legacy
retry_mode = standard
max_attempts = 5
endpoint_url = https://all.example
services = local`
  expect(environmentOf(lines)).toEqual({
    AWS_CA_BUNDLE: '/etc/roots.pem',
    AWS_USE_FIPS_ENDPOINT: 'true',
    AWS_USE_DUALSTACK_ENDPOINT: 'false',
    AWS_STS_REGIONAL_ENDPOINTS: 'legacy',
    AWS_RETRY_MODE: 'standard',
    AWS_MAX_ATTEMPTS: '5',
    AWS_ENDPOINT_URL: 'https://all.example',
    AWS_ENDPOINT_URL_S3: 'https://s3.example',
    AWS_ENDPOINT_URL_ELASTIC_BEANSTALK: 'https://eb.example',
  })
  expect(environmentOf('region = eu-west-1\nretry_mode =')).toEqual({})
})

test("the caller's environment wins over the profile, unless awsx put it there", () => {
  const lines = 'retry_mode = standard\nmax_attempts = 5'
  expect(environmentOf(lines, { AWS_RETRY_MODE: 'adaptive' })).toEqual({ AWS_MAX_ATTEMPTS: '5' })
  expect(environmentOf(lines, { AWS_RETRY_MODE: 'adaptive', AWSX_SETTINGS: 'AWS_RETRY_MODE' })).toEqual({
    AWS_RETRY_MODE: 'standard',
    AWS_MAX_ATTEMPTS: '5',
  })
})

test('AWS_ENDPOINT_URL of the caller ranks before every URL of the file, one for a service before its own', () => {
  const lines = 'endpoint_url = https://all.example\nservices = local'
  expect(environmentOf(lines, { AWS_ENDPOINT_URL: 'https://mine.example' })).toEqual({})
  expect(environmentOf(lines, { AWS_ENDPOINT_URL_S3: 'https://mine.example' })).toEqual({
    AWS_ENDPOINT_URL: 'https://all.example',
    AWS_ENDPOINT_URL_ELASTIC_BEANSTALK: 'https://eb.example',
  })
})

test('ignore_configured_endpoint_urls keeps the URLs away', () => {
  const lines =
    'endpoint_url = https://all.example\nservices = local\nretry_mode = standard\nignore_configured_endpoint_urls = true'
  expect(environmentOf(lines)).toEqual({ AWS_RETRY_MODE: 'standard' })
})
