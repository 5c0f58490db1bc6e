import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionOptions } from './command.ts'
import { formatUseAgain, parseUseAgain, useAgainCommand } from './use-again.ts'

const options = new Map<string, string | true>([
  ['read-only', true],
  ['region', 'eu-west-1'],
  ['mfa-code', '123456'],
  ['refresh', true],
  ['min-ttl', '30m'],
])
const lasting = new Map<string, string | true>([
  ['read-only', true],
  ['region', 'eu-west-1'],
])

describe('a use that is done again', () => {
  test('keeps its options, but not those that count once', () => {
    const text = formatUseAgain('web-admin', options)
    expect(text).not.toContain('123456')
    expect(parseUseAgain(text, sessionOptions)).toEqual({ positionals: ['web-admin'], options: lasting, rest: null })
  })

  test('keeps any name, also one that looks like an option', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constant('--help'), fc.constant('--')), (name) => {
        expect(parseUseAgain(formatUseAgain(name, lasting), sessionOptions)).toMatchObject({
          positionals: [name],
          options: lasting,
        })
      }),
    )
  })

  test.each([undefined, '', 'no JSON', '{}', '[]', '[1]', '["a","--no-such"]', '["a","--region"]', '["a","b"]'])(
    '%j is none',
    (text) => {
      expect(parseUseAgain(text, sessionOptions)).toBeNull()
    },
  )

  test('is a command that can be typed', () => {
    expect(useAgainCommand({ positionals: ['web-admin'], options })).toBe(
      'awsx use web-admin --read-only --region eu-west-1 --refresh',
    )
    expect(useAgainCommand({ positionals: ["a';id;'"], options: new Map() })).toBe('awsx use PROFILE --refresh')
  })
})
