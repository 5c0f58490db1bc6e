import { expect, test } from 'vitest'
import { parseIni } from './ini.ts'
import { buildProfileGraph, type ProfileGraph } from './profile-graph.ts'
import { formatProfileSettings } from './profile-settings-text.ts'

function read(text: string): ProfileGraph {
  return buildProfileGraph([{ kind: 'config', document: parseIni(text, 'config') }])
}

test('keeps what is no source of credentials, nested settings and services too, and reads back the same', () => {
  const graph = read(`[profile p]
region = eu-west-1
output = yaml
cli_pager =
cli_history = enabled
retry_mode = adaptive
s3 =
  max_concurrent_requests = 20
  addressing_style = path
services = local
[services local]
s3 =
  endpoint_url = http://127.0.0.1:9000
`)
  const text = formatProfileSettings(graph.profiles.get('p') ?? null, graph.services.get('local') ?? null, 'us-east-2')
  expect(text).toBe(`[default]
region = us-east-2
output = yaml
cli_history = enabled
retry_mode = adaptive
s3 =
  max_concurrent_requests = 20
  addressing_style = path
services = local

[services local]
s3 =
  endpoint_url = http://127.0.0.1:9000
`)
  const again = read(text)
  expect(
    formatProfileSettings(again.profiles.get('default') ?? null, again.services.get('local') ?? null, 'us-east-2'),
  ).toBe(text)
})

test('nothing that gives credentials comes through, and nothing that is not known', () => {
  const sources = [
    'aws_access_key_id',
    'aws_secret_access_key',
    'aws_session_token',
    'role_arn',
    'source_profile',
    'credential_source',
    'credential_process',
    'web_identity_token_file',
    'sso_session',
    'sso_start_url',
    'login_session',
    'mfa_serial',
    'mfa_process',
    'include_profile',
    'awsx_role_arn',
    'a_source_of_tomorrow',
  ]
  const graph = read(`[profile p]\n${sources.map((key) => `${key} = x`).join('\n')}\n`)
  expect(formatProfileSettings(graph.profiles.get('p') ?? null, null, null)).toBe('[default]\n')
})

test('a profile that only the vault knows has its region', () => {
  expect(formatProfileSettings(null, null, 'eu-west-1')).toBe('[default]\nregion = eu-west-1\n')
})
