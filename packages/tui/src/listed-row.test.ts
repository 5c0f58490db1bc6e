import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessColumns, listFirstRows, listRows, measureColumns } from './listed-row.ts'
import { rowNamed, someRows } from './picker-fixture.ts'

const anyRow = fc
  .record({
    name: fc.string({ unit: fc.constantFrom('a', 'b', 'c', '漢'), minLength: 1, maxLength: 5 }),
    isPinned: fc.boolean(),
    frecency: fc.constantFrom(0, 0, 0, 1, 2),
  })
  .map(({ name, ...more }) => rowNamed(name, more))

describe('listRows', () => {
  test('pinned, then used, then by name, upper case before lower', () => {
    const rows = [
      rowNamed('b'),
      rowNamed('a'),
      rowNamed('B'),
      rowNamed('used', { frecency: 1 }),
      rowNamed('used more', { frecency: 2 }),
      rowNamed('z', { isPinned: true }),
    ]
    expect(listRows(rows).map(({ row }) => row.name)).toEqual(['z', 'used more', 'used', 'B', 'a', 'b'])
  })

  test('the first rows are the first of all', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), fc.nat({ max: 45 }), (rows, count) => {
        const names = listRows(rows).map(({ row, place }) => `${place} ${row.name}`)
        const first = listFirstRows(rows, count).map(({ row, place }) => `${place} ${row.name}`)
        expect(first.length).toBeGreaterThanOrEqual(Math.min(count, rows.length))
        expect(first).toEqual(names.slice(0, first.length))
      }),
    )
  })
})

describe('measureColumns', () => {
  test('the widest text of each column', () => {
    expect(measureColumns(listRows(someRows))).toEqual({
      name: 18,
      role: 9,
      account: 11,
      accountId: 12,
      region: 14,
    })
  })

  test('wide signs count twice, what hides counts as it is shown', () => {
    expect(measureColumns(listRows([rowNamed('漢字漢字')])).name).toBe(8)
    expect(measureColumns(listRows([rowNamed('a\u202eb')])).name).toBe(8)
    expect(guessColumns([rowNamed('漢字漢字')]).name).toBe(4)
  })
})
