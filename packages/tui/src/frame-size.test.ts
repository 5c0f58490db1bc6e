import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeFrame } from './frame-size.ts'

const wish = { rowCount: 100, noticeLines: 0, wantsPreview: true }

test.each([
  { columns: 80, rows: 24, list: 13, slot: 3 },
  { columns: 80, rows: 60, list: 31, slot: 3 },
  { columns: 80, rows: 10, list: 8, slot: 0 },
  { columns: 40, rows: 24, list: 16, slot: 0 },
  { columns: 80, rows: 5, list: 4, slot: 0 },
])('$columns x $rows', ({ columns, rows, list, slot }) => {
  expect(sizeFrame({ columns, rows }, wish)).toMatchObject({ list, slot, hasPreview: slot > 0 })
})

test('few rows take few lines, but leave some for what lies over them', () => {
  expect(sizeFrame({ columns: 80, rows: 24 }, { ...wish, rowCount: 5 }).list).toBe(5)
  expect(sizeFrame({ columns: 80, rows: 24 }, { ...wish, rowCount: 0 }).list).toBe(3)
})

test('in every terminal there is a line for the list, and no more lines than it has', () => {
  const any = fc.record({ rowCount: fc.nat({ max: 99 }), noticeLines: fc.nat({ max: 6 }), wantsPreview: fc.boolean() })
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 300 }), fc.integer({ min: 2, max: 90 }), any, (columns, rows, one) => {
      const { list, slot, hasFooter } = sizeFrame({ columns, rows }, one)
      expect(list).toBeGreaterThan(0)
      expect(slot).toBeGreaterThanOrEqual(0)
      expect(1 + list + slot + (hasFooter ? 1 : 0)).toBeLessThanOrEqual(rows)
    }),
  )
})
