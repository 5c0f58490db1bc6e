import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatInstant, parseInstant } from './iso-time.ts'

describe('formatInstant', () => {
  test('cuts to seconds', () => {
    expect(formatInstant(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('2026-01-02T03:04:05Z')
    expect(formatInstant(0)).toBe('1970-01-01T00:00:00Z')
    expect(formatInstant(-1)).toBe('1969-12-31T23:59:59Z')
  })

  test.each([Number.NaN, Infinity, 8.64e15, 253_402_300_800_000])('refuses %d', (ms) => {
    expect(() => formatInstant(ms)).toThrow(expect.objectContaining({ code: 'unexpected' }))
  })
})

describe('parseInstant', () => {
  test.each([
    ['2026-01-02T03:04:05Z', Date.UTC(2026, 0, 2, 3, 4, 5)],
    ['2026-01-02t03:04:05.5z', Date.UTC(2026, 0, 2, 3, 4, 5, 500)],
    ['2026-01-02 03:04:05.123456+00:00', Date.UTC(2026, 0, 2, 3, 4, 5, 123)],
    ['2026-01-02T03:04:05+05:30', Date.UTC(2026, 0, 1, 21, 34, 5)],
    ['2026-01-02T03:04:05-0800', Date.UTC(2026, 0, 2, 11, 4, 5)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['2016-12-31T23:59:60Z', Date.UTC(2017, 0, 1)],
  ])('%s', (text, ms) => {
    expect(parseInstant(text)).toBe(ms)
  })

  test.each([
    '',
    'now',
    '2026-01-02',
    '2026-01-02T03:04:05',
    '2026-01-02T03:04Z',
    '1767323045',
    '2026-1-2T03:04:05Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-01-02T24:00:00Z',
    '2026-01-02T03:60:00Z',
    '2026-01-02T03:04:61Z',
    '2026-01-02T03:04:05+24:00',
    '2026-01-02T03:04:05Z\n',
    ' 2026-01-02T03:04:05Z',
    '+010000-01-01T00:00:00Z',
    '２０２６-01-02T03:04:05Z',
  ])('%j is no time', (text) => {
    expect(parseInstant(text)).toBeNull()
  })

  test('reads back every second that formatInstant writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (seconds) => {
        expect(parseInstant(formatInstant(seconds * 1000))).toBe(seconds * 1000)
      }),
    )
  })
})
