import { describe, expect, test } from 'vitest'
import { splitCommandLine } from './command-line.ts'

const origin = { file: '/home/me/.aws/config', line: 7 }

describe('splitCommandLine', () => {
  // What Python 3.12 answers to shlex.split(text).
  test.each([
    ['', []],
    [' \t\n', []],
    ['a  b\tc\nd', ['a', 'b', 'c', 'd']],
    ['"a b" \'c d\'', ['a b', 'c d']],
    ['a"b c"d\'e f\'', ['ab cde f']],
    ['"" \'\'', ['', '']],
    ['"a \\"b\\" \\\\ \\n \\$"', ['a "b" \\ \\n \\$']],
    ["'a\\'", ['a\\']],
    ['a\\ b \\"c\\" \\\\', ['a b', '"c"', '\\']],
    ['a\\\nb', ['a\nb']],
    ['a # b', ['a', '#', 'b']],
    ['é\u00a0ü', ['é\u00a0ü']],
  ])('%j', (text, words) => {
    expect(splitCommandLine(text, origin)).toEqual(words)
  })

  test('A24 credproc-semicolon and the rest of a shell are plain text', () => {
    expect(splitCommandLine('a; rm -rf ~ | b && $(c) `d` > e $HOME *', origin)).toEqual([
      'a;',
      'rm',
      '-rf',
      '~',
      '|',
      'b',
      '&&',
      '$(c)',
      '`d`',
      '>',
      'e',
      '$HOME',
      '*',
    ])
  })

  test.each(['"a', "a 'b", '"a\\"', 'a\\', '"\\', 'a\0b'])('%j is refused, naming file and line', (text) => {
    expect(() => splitCommandLine(text, origin)).toThrow(
      expect.objectContaining({
        code: 'config_invalid',
        message: 'the command in /home/me/.aws/config:7 cannot be split into words',
      }),
    )
  })

  test('a megabyte in one word', () => {
    expect(splitCommandLine(`"${'\\"x'.repeat(300_000)}"`, origin)).toEqual(['"x'.repeat(300_000)])
  })
})
