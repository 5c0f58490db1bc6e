import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFixes } from './fixes.ts'

describe('a path in a command', () => {
  const bash = createFixes('bash', '/home/f', undefined)
  const path = (text: string, fixes = bash): string | null => fixes.onPath(text, (word) => word)

  test('is short and bare where it can be', () => {
    expect(path('/home/f/.aws/config')).toBe('~/.aws/config')
    expect(path('/home/franklin/config')).toBe('/home/franklin/config')
  })

  test('is quoted for the shell at hand', () => {
    expect(path("/home/f/it's")).toBe("'/home/f/it'\\''s'")
    expect(path("/it's", createFixes('fish', null, undefined))).toBe("'/it\\'s'")
  })

  test('that cannot be seen becomes a look at its folder, with names escaped', () => {
    expect(path('/home/f/vault/\u001b[2J')).toBe('ls -lab ~/vault')
    expect(path('/\u202e/x')).toBe(null)
  })

  test('is one word to a real shell, and the same text', () => {
    const printable = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(printable, (name) => {
        const word = path(`/${name}`)
        const out = execFileSync('bash', ['--norc', '-c', `printf '%s\\n' ${word}`], { encoding: 'utf8' })
        expect(out).toBe(`/${name}\n`)
      }),
      { numRuns: 100 },
    )
  })
})

test('a profile that could be taken for an option is in no command', () => {
  const { onProfile } = createFixes('bash', null, undefined)
  expect(onProfile('--help', (word) => word)).toBe(null)
  expect(onProfile('a b', (word) => word)).toBe("'a b'")
  expect(onProfile('a\nb', (word) => word)).toBe(null)
})

test.each([
  [undefined, 'vi +3 /f'],
  ['/usr/bin/nano', '/usr/bin/nano +3 /f'],
  ['code', 'code /f'],
  ['code --wait', 'vi +3 /f'],
])('the editor %s', (editor, command) => {
  expect(createFixes('bash', null, editor).edit('/f', 3)).toBe(command)
})

test('fish has its own words', () => {
  const fish = createFixes('fish', null, undefined)
  expect(fish.unset(['A', 'B'])).toBe('set -e A B')
  expect(fish.export('A', 'b c')).toBe("set -gx A 'b c'")
})
