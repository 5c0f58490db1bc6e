import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { commandWord } from './command-word.ts'
import { hostileNames } from './hostile-names.ts'

describe('commandWord', () => {
  test.each(['prod', 'web-admin', 'corp/prod.eu', 'jo@example.com', 'a+b'])('%s stays', (name) => {
    expect(commandWord(name)).toBe(name)
  })

  test.each([
    { name: '$(touch canary)', word: "'$(touch canary)'" },
    { name: '=ls', word: "'=ls'" },
    { name: '--help', word: "'--help'" },
    { name: 'my prod', word: "'my prod'" },
    { name: "it's", word: 'PROFILE' },
    { name: 'a\\', word: 'PROFILE' },
    { name: 'pr\u200bod', word: 'PROFILE' },
    { name: 'a\nb', word: 'PROFILE' },
    { name: '', word: 'PROFILE' },
  ])('$name is $word', ({ name, word }) => {
    expect(commandWord(name)).toBe(word)
  })

  test.each([...hostileNames])('%s is one word of a shell', (_title, name) => {
    const word = commandWord(name)
    const { stdout } = spawnSync('/bin/sh', ['-c', `printf '<%s>' ${word}`], { encoding: 'utf8' })
    expect([`<${name}>`, '<PROFILE>']).toContain(stdout)
  })
})
