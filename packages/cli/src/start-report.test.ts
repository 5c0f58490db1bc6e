import { expect, test } from 'vitest'
import { formatStartReport, parseStartReport, sendStartReport, type StartReport } from './start-report.ts'

test.each<StartReport>([{ kind: 'ready' }, { kind: 'refused', why: 'a debugger can look into it' }])(
  'a report reads as it was written: $kind',
  (report) => {
    expect(parseStartReport(formatStartReport(report))).toEqual(report)
  },
)

test('a reason of several lines becomes one line of a thousand characters', () => {
  const text = formatStartReport({ kind: 'refused', why: `first\nsecond ${'x'.repeat(5000)}` })
  expect(text).toMatch(/^refused first second x+\n$/)
  expect(parseStartReport(text)).toMatchObject({ kind: 'refused' })
  expect(text.length).toBe('refused '.length + 1000 + 1)
})

test.each(['', 'rea', 'ready', 'refused because'])('half a report is none: %j', (text) => {
  expect(parseStartReport(text)).toBeNull()
})

test.each(['\n', 'hello\n', 'ready\nready\n', 'refused\n', 'x'.repeat(5000)])(
  'what else comes is refused: %#',
  (text) => {
    expect(() => parseStartReport(text)).toThrow('something else')
  },
)

test.each([{}, { AWSX_START_REPORT: '' }, { AWSX_START_REPORT: '1' }, { AWSX_START_REPORT: 'x' }])(
  'nothing is written where nobody waits: %j',
  (env) => {
    const before = { ...env }
    sendStartReport({ kind: 'ready' }, env)
    expect(env).toEqual(before)
  },
)
