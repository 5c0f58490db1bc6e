import { describe, expect, test } from 'vitest'
import { callsAwsxFor, programOf } from './program.ts'
import { resolveProfile } from './profile.ts'
import { findSetting } from './setting.ts'
import { contextOf } from './test-world.ts'

function parse(line: string) {
  const profile = resolveProfile(contextOf(`[profile p]\ncredential_process = ${line}\n`).graph, 'p')
  const setting = findSetting(profile, 'credential_process') ?? profile.settings.get('credential_process')
  if (setting === undefined) throw new Error('no setting')
  return programOf(profile, 'credential_process', setting)
}

describe('programOf', () => {
  test('splits into argv without a shell', () => {
    expect(parse(`/opt/tool --name "two words" 'a b' c\\ d`)).toEqual({
      argv: ['/opt/tool', '--name', 'two words', 'a b', 'c d'],
      origin: { file: '/aws/config', line: 2 },
    })
  })

  test('A24 credproc-semicolon: shell characters are plain text', () => {
    expect(parse('/opt/tool; rm -rf $(HOME) `id` ~ | tee > x').argv).toEqual([
      '/opt/tool;',
      'rm',
      '-rf',
      '$(HOME)',
      '`id`',
      '~',
      '|',
      'tee',
      '>',
      'x',
    ])
  })

  test.each(['"', "''", 'tool "open'])('%j names no program', (line) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ code: 'config_invalid' }))
  })
})

describe('callsAwsxFor: A26 credproc-calls-awsx-itself', () => {
  test.each([
    'awsx credential-process web',
    '/usr/local/bin/awsx credential-process web',
    '/usr/local/bin/awsx --no-agent credential-process --no-input web',
    'node /opt/awsx/dist/awsx.js credential-process web',
    'env AWSX_HOME=/x awsx credential-process web',
    `sh -c 'exec awsx credential-process web'`,
  ])('%s', (line) => {
    expect(callsAwsxFor(parse(line), 'web')).toBe(true)
  })

  test.each([
    'awsx credential-process other',
    '/opt/credential-process web',
    'aws-vault exec web',
    'awsx env web',
    `echo credential-process awsx web`,
    'credential-process web awsx',
  ])('not: %s', (line) => {
    expect(callsAwsxFor(parse(line), 'web')).toBe(false)
  })

  test('a name with a blank', () => {
    expect(callsAwsxFor(parse('awsx credential-process "my web"'), 'my web')).toBe(true)
  })
})
