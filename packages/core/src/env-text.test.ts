import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { EnvChange } from './env-change.ts'
import { formatDotenv, formatEnvChange } from './env-text.ts'
import { hostileNames } from './hostile-names.ts'
import type { Shell } from './shell-quote.ts'

const change: EnvChange = {
  unset: ['AWS_PROFILE', 'NOT_THERE', 'AWS_SSO_$(touch canary)', 'AWSUME_X;id'],
  set: new Map([
    ['AWS_REGION', 'eu-west-1'],
    ['AWSX_PROFILE', "it's \\ $(id)"],
  ]),
}

describe('formatEnvChange', () => {
  test('writes one unset, then one line a variable', () => {
    const posix =
      "unset AWS_PROFILE NOT_THERE\nexport AWS_REGION='eu-west-1'\nexport AWSX_PROFILE='it'\\''s \\ $(id)'\n"
    for (const shell of ['bash', 'zsh', 'posix'] as const) expect(formatEnvChange(change, shell)).toBe(posix)
    expect(formatEnvChange(change, 'fish')).toBe(
      "set -e AWS_PROFILE NOT_THERE\ntrue\nset -gx AWS_REGION 'eu-west-1'\nset -gx AWSX_PROFILE 'it\\'s \\\\ $(id)'\n",
    )
    expect(formatEnvChange({ unset: [], set: new Map() }, 'bash')).toBe('')
  })

  const safeNames = [...hostileNames].filter(([, text]) => !/\p{Cc}/u.test(text))
  test.each<[string, Shell, string[], string]>([
    ['bash', 'bash', ['--norc', '--noprofile', '-euc'], 'eval "$CODE"; eval "$CODE"; unset CODE; env -0'],
    ['zsh', 'zsh', ['-feuc'], 'eval "$CODE"; eval "$CODE"; unset CODE; env -0'],
    ['dash', 'posix', ['-euc'], 'eval "$CODE"; eval "$CODE"; unset CODE; env -0'],
    ['bash', 'posix', ['--norc', '--posix', '-euc'], 'eval "$CODE"; eval "$CODE"; unset CODE; env -0'],
    [
      'fish',
      'fish',
      ['--no-config', '-c'],
      'echo $CODE | source; or exit 9; eval "$CODE"; or exit 9; set -e CODE; env -0',
    ],
  ])('%s (%s) reads it back, twice, with status 0', (program, shell, argv, script) => {
    const set = new Map(safeNames.map(([, text], index) => [`AWSX_T${index}`, text]))
    const code = formatEnvChange({ ...change, set }, shell)
    const { stdout, stderr, status } = spawnSync(program, [...argv, script], {
      env: {
        PATH: process.env['PATH'],
        HOME: '/nonexistent',
        LC_ALL: 'C.UTF-8',
        AWS_PROFILE: 'old',
        KEEP: 'me',
        CODE: code,
      },
    })
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
    const seen = new Map(
      stdout
        .toString()
        .split('\0')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    )
    for (const [name, text] of set) expect([name, seen.get(name)]).toEqual([name, text])
    expect(seen.get('KEEP')).toBe('me')
    expect(seen.has('AWS_PROFILE')).toBe(false)
  })

  test.each([...hostileNames].filter(([, text]) => /\p{Cc}/u.test(text)))('%s is refused', (_, text) => {
    for (const shell of ['bash', 'zsh', 'posix', 'fish'] as const) {
      expect(() => formatEnvChange({ unset: [], set: new Map([['AWSX_PROFILE', text]]) }, shell)).toThrow(
        expect.objectContaining({ code: 'usage' }),
      )
    }
  })

  test.each(['A B', 'A;id', '', '1A', 'A=B', 'Ä'])('the name %j is refused', (name) => {
    expect(() => formatEnvChange({ unset: [], set: new Map([[name, 'x']]) }, 'bash')).toThrow(
      expect.objectContaining({ code: 'usage' }),
    )
    expect(() => formatDotenv({ unset: [], set: new Map([[name, 'x']]) })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    )
  })
})

describe('formatDotenv', () => {
  test('writes raw values, one a line', () => {
    expect(formatDotenv(change)).toBe("AWS_REGION=eu-west-1\nAWSX_PROFILE=it's \\ $(id)\n")
  })

  test('refuses a line break', () => {
    for (const value of ['a\nB=c', 'a\rB=c', 'a\0']) {
      expect(() => formatDotenv({ unset: [], set: new Map([['A', value]]) })).toThrow(
        expect.objectContaining({ code: 'usage' }),
      )
    }
  })
})
