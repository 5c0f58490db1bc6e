import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hostileNames } from './hostile-names.ts'
import { quoteForShell } from './shell-quote.ts'
import type { Shell } from './shell-quote.ts'

const shells: readonly (readonly [program: string, shell: Shell, argv: readonly string[]])[] = [
  ['bash', 'bash', ['--norc', '--noprofile']],
  // Only in eval, as at a prompt: in a script of its own bash expands a line that starts with ^, quoted or not.
  [
    'bash with history expansion',
    'bash',
    ['--norc', '--noprofile', '-o', 'histexpand', '-o', 'history', '-c', 'eval "$(cat "$0")"'],
  ],
  ['bash as sh', 'posix', ['--posix']],
  ['zsh', 'zsh', ['-f']],
  [
    'zsh with other options',
    'zsh',
    ['-f', '-o', 'rcquotes', '-o', 'extendedglob', '-o', 'banghist', '-o', 'magicequalsubst'],
  ],
  ['dash', 'posix', []],
  ['fish', 'fish', ['--no-config']],
]

// What the shell makes of each word, and the files it left behind.
function evaluate(program: string, shell: Shell, argv: readonly string[], texts: readonly string[], locale: string) {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-quote-'))
  try {
    const script = texts.map((text) => `printf '%s\\0' ${quoteForShell(shell, text)}\n`).join('')
    writeFileSync(join(folder, 'script'), script)
    const { stdout, stderr } = spawnSync(program.split(' ')[0] ?? '', [...argv, 'script'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: locale },
      maxBuffer: 1 << 28,
    })
    const words = stdout.toString().split('\0').slice(0, -1)
    return { words, stderr: stderr.toString(), files: readdirSync(folder).filter((name) => !name.startsWith('.')) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const symbols = [
  ...'\'"\\`$(){}[]<>|&;*?~!#%^=-+.,:/@ \t\n\rab1é漢',
  '👩‍💻',
  '\x07',
  '\x1b',
  '\x7f',
  '\x81',
  '\u0088',
  '\u202e',
  '\ue000',
  '\uf600',
]
const texts = fc.oneof(
  fc.array(fc.constantFrom(...symbols), { maxLength: 16 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
)

describe.each(shells)('%s', (program, shell, argv) => {
  test.each(['C.UTF-8', 'C'])('10,000 random texts come back byte for byte (LC_ALL=%s)', (locale) => {
    const sample = fc.sample(texts, 10_000)
    const { words, stderr } = evaluate(program, shell, argv, sample, locale)
    expect(stderr).toBe('')
    expect(words.length).toBe(sample.length)
    const wrong = sample.filter((text, index) => words[index] !== text)
    expect(wrong.slice(0, 3)).toEqual([])
  })

  test(`${[...hostileNames.keys()].join(', ')}, B58 empty come back and run nothing`, () => {
    const names = [...hostileNames.values(), '']
    const { words, stderr, files } = evaluate(program, shell, argv, names, 'C.UTF-8')
    expect(stderr).toBe('')
    expect(words).toEqual(names)
    expect(files).toEqual(['script'])
  })
})

test.each(['a\0b', '\ud800', 'a\udc00'])('%j is refused', (text) => {
  for (const shell of ['bash', 'zsh', 'posix', 'fish'] as const) {
    expect(() => quoteForShell(shell, text)).toThrow(expect.objectContaining({ code: 'usage' }))
  }
})
