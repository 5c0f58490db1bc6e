import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  foldMemory,
  formatMemory,
  frecencyOf,
  parseMemory,
  unfoldMemory,
  type MemoryEntry,
  type RememberedProfile,
} from './memory-lines.ts'

const day = 24 * 3_600_000
const worth = (found: ReadonlyMap<string, RememberedProfile>, profile: string, now: number): number => {
  const one = found.get(profile)
  return one === undefined ? 0 : frecencyOf(one, now)
}
const use = (profile: string, at: number, score = 1): MemoryEntry => ({ what: 'use', profile, at, score })

const entries = fc.array(
  fc.record({
    what: fc.constantFrom('use', 'pin', 'unpin', 'hide', 'show'),
    profile: fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
    at: fc.nat(2 ** 40),
    score: fc.constantFrom(1, 0.25, 7),
  }),
  { maxLength: 40 },
)

describe('the lines', () => {
  test('come back as they were written, whatever the names', () => {
    fc.assert(
      fc.property(entries, (given) => {
        expect(parseMemory(formatMemory(given))).toEqual(given)
      }),
    )
  })

  test.each([
    'no JSON',
    '{"use":"x"}',
    '["use"]',
    '["use","",1]',
    '["steal","x",1]',
    '["use","x","1"]',
    '["use","x",-1]',
    '["use","x",1e300]',
    '["use","x",1,1e9]',
    `["use","${'x'.repeat(513)}",1]`,
    '["use","x",1',
  ])('%s is passed over, and its neighbours are not', (line) => {
    const kept = parseMemory(`["pin","a",1]\n${line}\n["pin","b",1]\n`)
    expect(kept.map(({ profile }) => profile)).toEqual(['a', 'b'])
  })

  test('a name that is too long is not written', () => {
    expect(formatMemory([use('x'.repeat(513), 1)])).toBe('')
  })
})

describe('what they come to', () => {
  test('a use is worth half after two weeks, and more uses are worth more', () => {
    const found = foldMemory([use('daily', 0), use('daily', 14 * day), use('once', 14 * day)])
    expect(worth(found, 'daily', 14 * day)).toBeCloseTo(1.5)
    expect(worth(found, 'daily', 28 * day)).toBeCloseTo(0.75)
    expect(worth(found, 'once', 14 * day)).toBeCloseTo(1)
  })

  test('a clock that was set back neither throws away nor multiplies', () => {
    expect(worth(foldMemory([use('p', 100 * day), use('p', day)]), 'p', day)).toBeCloseTo(2)
  })

  test('the last word on pins and hiding counts', () => {
    const of = (...what: MemoryEntry['what'][]) =>
      foldMemory(what.map((word) => ({ what: word, profile: 'p', at: 1, score: 1 }))).get('p')
    expect(of('pin', 'hide')).toMatchObject({ isPinned: true, isHidden: true })
    expect(of('pin', 'hide', 'unpin', 'show')).toMatchObject({ isPinned: false, isHidden: false })
  })

  test('tidied up they come to the same', () => {
    fc.assert(
      fc.property(entries, (given) => {
        const before = foldMemory(given)
        const after = foldMemory(parseMemory(formatMemory(unfoldMemory(before, 2 ** 41))))
        for (const [profile, found] of after) {
          expect(found.isPinned).toBe(before.get(profile)?.isPinned)
          expect(found.isHidden).toBe(before.get(profile)?.isHidden)
          expect(frecencyOf(found, 2 ** 41)).toBeCloseTo(worth(before, profile, 2 ** 41))
        }
        const lost = [...before].filter(([profile]) => !after.has(profile))
        expect(lost.filter(([, { isPinned, isHidden, score }]) => isPinned || isHidden || score > 0)).toEqual([])
      }),
    )
  })

  test('of too many profiles the least used go, never a pin', () => {
    const many = Array.from({ length: 6_000 }, (_, index) => use(`p${index}`, index))
    const kept = foldMemory(
      unfoldMemory(foldMemory([{ what: 'pin', profile: 'old', at: 0, score: 1 }, ...many]), 6_000),
    )
    expect(kept.size).toBe(5_000)
    expect(kept.has('old')).toBe(true)
    expect(kept.has('p5999')).toBe(true)
    expect(kept.has('p0')).toBe(false)
  })
})
