import { describe, expect, test } from 'vitest'
import { note, problem, type Finding } from './finding.ts'
import { formatReport, toReportJson } from './report.ts'

const plain = (text: string): string => text
const paint = { dim: plain, bold: plain, good: plain, bad: plain }
const format = (findings: readonly Finding[], columns: number | null = null): string =>
  formatReport([{ name: 'files', what: 'two files', findings }], { paint, columns, home: '/home/f' })

const broken = problem('file_mode', {
  message: 'the file is open to others',
  why: 'it is for you alone',
  file: '/home/f/.aws/config',
  line: 3,
  fix: 'chmod 600 ~/.aws/config',
})

describe('text', () => {
  test('without a finding says what was checked', () => {
    expect(format([])).toBe('checked two files\nall is well\n')
  })

  test('problems before notes, and a count', () => {
    expect(format([note('swap', { message: 'swap', why: 'disk' }), broken])).toBe(`problem the file is open to others
  at    ~/.aws/config:3
  why   it is for you alone
  mend  chmod 600 ~/.aws/config

note    swap
  why   disk

checked two files
1 problem, 1 note
`)
  })

  test('wraps words below each other, and commands never', () => {
    expect(format([broken], 20)).toBe(`problem the file is
        open to
        others
  at    ~/.aws/config:3
  why   it is for
        you alone
  mend  chmod 600 ~/.aws/config

checked two files
1 problem
`)
  })

  test('escapes what acts, and shows five of a kind', () => {
    const many = [...Array(8).keys()].map((n) => problem('x', { message: `n${n} \u001b[2J`, why: 'w' }))
    const text = format(many)
    expect(text).toContain('problem n4 \\x1b[2J')
    expect(text).not.toContain('n5')
    expect(text).toContain('and 3 more like this; awsx doctor --json has them all')
    expect(format(many.slice(0, 6))).toContain('n5')
  })
})

test('JSON is clean with notes, and not with problems', () => {
  expect(toReportJson([{ name: 'a', what: 'b', findings: [note('c', { message: 'd', why: 'e' })] }])).toEqual({
    clean: true,
    checked: [{ check: 'a', what: 'b' }],
    findings: [{ check: 'a', level: 'note', code: 'c', message: 'd', why: 'e', file: null, line: null, fix: null }],
  })
  expect(toReportJson([{ name: 'a', what: 'b', findings: [broken] }])).toMatchObject({ clean: false })
})
