import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

describe('parseDuration', () => {
  test.each([
    ['1h30m', 5400],
    ['45m', 2700],
    ['3600', 3600],
    ['3600s', 3600],
    ['12h', 43_200],
    ['1h30m15s', 5415],
    ['1h5', 3605],
    ['90m', 5400],
    ['0', 0],
    [' 15m ', 900],
  ])('%s is %d s', (text, seconds) => {
    expect(parseDuration(text, '--duration')).toBe(seconds)
  })

  test.each([
    '',
    '-1',
    '+1',
    'NaN',
    '1e9',
    '1.5h',
    'h',
    '1d',
    '1m1h',
    '1 h',
    '1H',
    '１h',
    '9999999999',
    'Infinity',
    '0x10',
  ])('A40 duration-negative/NaN/1e9: %j is refused', (text) => {
    expect(() => parseDuration(text, '--duration')).toThrow(
      expect.objectContaining({ code: 'usage', message: `--duration: "${text}" is not a duration` }),
    )
  })
})

describe('formatDuration', () => {
  test.each([
    [30, '30s'],
    [59.9, '59s'],
    [60, '1m'],
    [2579, '42m'],
    [3600, '1h00m'],
    [3900, '1h05m'],
    [43_199, '11h59m'],
    [129_600, '36h00m'],
    [0, '0s'],
    [-5, '0s'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  test('whole minutes read back', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (minutes) => {
        expect(parseDuration(formatDuration(minutes * 60), 'x')).toBe(minutes * 60)
      }),
    )
  })
})
