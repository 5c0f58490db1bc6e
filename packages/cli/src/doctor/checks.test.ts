import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { judgeHook, type HookFacts } from './hook.ts'
import { ownProfileKeys } from './own-keys.ts'
import { findUnknownKeys } from './settings.ts'
import { findShadowed } from './shadowed.ts'
import { judgeSystem } from './system.ts'
import { graphOf, testFixes as fixes } from './test-graph.ts'

test('every key of awsx that the core reads is known', () => {
  const folder = join(import.meta.dirname, '../../../core/src')
  const code = globSync('*.ts', { cwd: folder })
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const read = new Set([...code.matchAll(/'(awsx_[a-z_]+)'/g)].map(([, name]) => name))
  expect(read.size).toBeGreaterThan(5)
  expect([...read].filter((name) => !ownProfileKeys.includes(name ?? ''))).toEqual([])
})

test('unknown keys, with what was meant', () => {
  const graph = graphOf('[profile a]\nAWSX_MFA = direct\nawsx-policy = x\nawsx_quux = 1\nawsxx = 1\n')
  expect(findUnknownKeys(graph, fixes).map(({ message }) => message)).toEqual([
    'awsx knows no awsx-policy (profile a); is it awsx_policy?',
    'awsx knows no awsx_quux (profile a)',
  ])
})

describe('sections of the credentials file', () => {
  const shadowed = (config: string, credentials: string): string[] =>
    findShadowed(graphOf(config), graphOf(credentials, 'credentials'), fixes).map(
      ({ level, code }) => `${level} ${code}`,
    )
  const key = 'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n'

  test('hide what gives credentials otherwise', () => {
    expect(shadowed('[profile a]\ncredential_process = x\n', `[a]\n${key}`)).toEqual(['problem profile_shadowed'])
    expect(shadowed('[profile a]\nsso_session = x\n', `[a]\n${key}`)).toEqual(['problem profile_shadowed'])
    expect(shadowed('[profile a]\nregion = x\n', `[a]\n${key}`)).toEqual([])
    expect(shadowed('[profile b]\ncredential_process = x\n', `[a]\n${key}`)).toEqual([])
  })

  test('beside a role are a note, unless it is assumed with them', () => {
    expect(shadowed('[profile a]\nrole_arn = r\nsource_profile = b\n', `[a]\n${key}`)).toEqual([
      'note role_beside_keys',
    ])
    expect(shadowed('[profile a]\nrole_arn = r\nsource_profile = a\n', `[a]\n${key}`)).toEqual([])
  })

  test('hide settings that say something else', () => {
    expect(shadowed('[profile a]\nregion = x\n', '[a]\nregion = y\n')).toEqual(['problem setting_shadowed'])
    expect(shadowed('[profile a]\nregion = x\n', '[a]\nregion = x\n')).toEqual([])
  })
})

describe('the hook', () => {
  const facts: HookFacts = {
    shell: 'fish',
    loadedHook: null,
    isInteractive: true,
    startFile: '/home/f/.config/fish/config.fish',
    loadedBy: null,
  }
  const judge = (given: Partial<HookFacts>): string[] =>
    judgeHook({ ...facts, ...given }).map(({ level, code, fix }) => `${level} ${code} ${fix}`)

  test('is missed by a person only', () => {
    const append = 'awsx hook fish --install'
    expect(judge({})).toEqual([`problem hook_missing ${append} && awsx hook fish | source`])
    expect(judge({ isInteractive: false })).toEqual([`note hook_missing ${append} && awsx hook fish | source`])
    expect(judge({ startFile: null })).toEqual(['problem hook_missing awsx hook fish | source'])
  })

  test('has to be loaded and current', () => {
    const loadedBy = facts.startFile
    expect(judge({ loadedBy })).toEqual(['problem hook_not_loaded awsx hook fish | source'])
    expect(judge({ loadedBy, loadedHook: { shell: 'fish', isCurrent: false, theme: null } })).toEqual([
      'problem hook_outdated awsx hook fish | source',
    ])
    expect(judge({ loadedBy, loadedHook: { shell: 'fish', isCurrent: true, theme: null } })).toEqual([])
  })
})

test('the system is only noted', () => {
  const quiet = { ptraceScope: '1', corePattern: 'core', coreLimit: '0', swaps: [] }
  const codes = (facts: Partial<typeof quiet>): string[] =>
    judgeSystem({ ...quiet, ...facts }).map(({ level, code }) => `${level} ${code}`)
  expect(codes({})).toEqual([])
  expect(codes({ ptraceScope: '0' })).toEqual(['note ptrace_scope'])
  expect(codes({ corePattern: '|/usr/lib/systemd/systemd-coredump %P' })).toEqual(['note core_pattern'])
  expect(codes({ coreLimit: 'unlimited' })).toEqual(['note core_pattern'])
  const swaps = [
    { place: '/dev/dm-1', isEncrypted: true },
    { place: '/swapfile', isEncrypted: false },
  ]
  expect(judgeSystem({ ...quiet, swaps }).map(({ message }) => message)).toEqual([
    'memory may be swapped to /swapfile, which is not known to be encrypted',
  ])
})
