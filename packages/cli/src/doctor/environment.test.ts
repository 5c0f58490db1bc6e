import { describe, expect, test } from 'vitest'
import { findProfileBesideKeys } from './environment.ts'
import { findLeftovers } from './leftovers.ts'
import type { LoadedHook } from './loaded-hook.ts'
import { findRuntimeVariables } from './runtime.ts'
import { findStaleKeys } from './stale-keys.ts'
import { testFixes as fixes } from './test-graph.ts'

type Env = Record<string, string>
const now = Date.UTC(2026, 0, 1)
const keys = { AWS_ACCESS_KEY_ID: 'ASIAX', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' }
const stale = (env: Env, loadedHook: LoadedHook | null = null): (string | null)[] =>
  findStaleKeys({ env, fixes, loadedHook }, now).flatMap(({ code, fix }) => [code, fix])

describe('keys that are over', () => {
  test('by each of the three variables; not a second before', () => {
    expect(stale({ ...keys, AWSX_EXPIRES_AT: String(now / 1000 + 1) })).toEqual([])
    expect(stale({ ...keys, AWSX_EXPIRES_AT: String(now / 1000) })[0]).toBe('credentials_expired')
    expect(stale({ ...keys, AWS_SESSION_EXPIRATION: '2025-12-31T23:59:59Z' })[0]).toBe('credentials_expired')
    expect(stale({ ...keys, AWS_CREDENTIAL_EXPIRATION: 'nonsense' })).toEqual([])
  })

  test('are made anew where awsx made them, and taken away where not', () => {
    const over = { ...keys, AWSX_EXPIRES_AT: '1' }
    expect(stale(over)[1]).toBe('unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWSX_EXPIRES_AT')
    expect(stale({ ...over, AWSX_PROFILE: 'a b' })[1]).toBe('eval "$(awsx env \'a b\')"')
    expect(stale({ ...over, AWSX_PROFILE: 'a' }, { shell: 'bash', isCurrent: true, theme: null })[1]).toBe('awsx use a')
  })
})

test('parts of keys', () => {
  expect(stale(keys)).toEqual([])
  expect(stale({ AWS_SESSION_TOKEN: 't' })).toEqual(['token_without_key', 'unset AWS_SESSION_TOKEN'])
  expect(stale({ AWS_ACCESS_KEY_ID: 'AKIAX' })).toEqual(['half_key', 'unset AWS_ACCESS_KEY_ID'])
  expect(stale({ AWS_ACCESS_KEY_ID: 'AKIAX', AWS_SECRET_ACCESS_KEY: 's' })[0]).toBe('long_term_key')
  expect(stale({ AWS_ACCESS_KEY_ID: 'minio', AWS_SECRET_ACCESS_KEY: 's' })).toEqual([])
})

test('AWS_PROFILE is in the way of keys only where there are keys', () => {
  expect(findProfileBesideKeys({ env: { AWS_PROFILE: 'a' }, fixes })).toEqual([])
  const both = { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b', ...keys }
  expect(findProfileBesideKeys({ env: both, fixes })[0]?.fix).toBe('unset AWS_PROFILE AWS_DEFAULT_PROFILE')
})

test('another tool next to its own keys is a note; next to those of awsx, or to none, it is left over', () => {
  const levels = (env: Env): string[] => findLeftovers({ env, fixes }).map(({ level }) => level)
  expect(levels({ AWS_VAULT: 'a', ...keys })).toEqual(['note'])
  expect(levels({ AWS_VAULT: 'a' })).toEqual(['problem'])
  expect(levels({ AWS_VAULT: 'a', AWSX_PROFILE: 'b', ...keys })).toEqual(['problem'])
  expect(levels({ AWSUME_PROFILE: 'b', AWSX_PROFILE: 'b', ...keys })).toEqual([])
})

test.each<[Env, string[]]>([
  [{ NODE_TLS_REJECT_UNAUTHORIZED: '1' }, []],
  [{ NODE_OPTIONS: '--max-old-space-size=4096' }, ['note node_options']],
  [{ NODE_OPTIONS: '--title=-remote' }, ['note node_options']],
  [{ NODE_OPTIONS: '--enable-source-maps -r ./x.js' }, ['problem node_options']],
  [{ NODE_OPTIONS: '--inspect-brk' }, ['problem node_options']],
  [{ NODE_DEBUG: 'module' }, []],
  [{ NODE_DEBUG: 'module,HTTP' }, ['problem node_debug']],
  [{ LD_PRELOAD: '/x.so' }, ['note ld_preload']],
])('runtime variables %j', (env, found) => {
  expect(findRuntimeVariables({ env, fixes }).map(({ level, code }) => `${level} ${code}`)).toEqual(found)
})
