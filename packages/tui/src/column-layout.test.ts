import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gap, layOutColumns } from './column-layout.ts'

const wanted = { name: 30, role: 16, account: 18, accountId: 12, region: 14, state: 18 }

function show(total: number, wishes: Partial<typeof wanted> = {}): string {
  return layOutColumns({ ...wanted, ...wishes }, total)
    .map(({ name, width }) => `${name} ${width}`)
    .join(', ')
}

describe('layOutColumns', () => {
  test.each([
    { total: 10, columns: 'name 10' },
    { total: 38, columns: 'name 18, state 18' },
    { total: 60, columns: 'name 24, role 14, state 18' },
    { total: 78, columns: 'name 24, role 16, account 14, state 18' },
    { total: 100, columns: 'name 28, role 16, account 18, accountId 12, state 18' },
    { total: 118, columns: 'name 30, role 16, account 18, accountId 12, region 14, state 18' },
    { total: 300, columns: 'name 30, role 16, account 18, accountId 12, region 14, state 18' },
  ])('at $total columns', ({ total, columns }) => {
    expect(show(total)).toBe(columns)
  })

  test('what no row has is left out', () => {
    expect(show(80, { role: 0, account: 0, region: 0 })).toBe('name 30, accountId 12, state 18')
  })

  test('it fits, shows the name, and gives nothing more room than it wants', () => {
    const wish = fc.nat({ max: 150 })
    const wishes = fc.record({
      name: fc.integer({ min: 1, max: 150 }),
      role: wish,
      account: wish,
      accountId: wish,
      region: wish,
      state: wish,
    })
    fc.assert(
      fc.property(wishes, fc.integer({ min: 5, max: 300 }), (some, total) => {
        const columns = layOutColumns(some, total)
        const sum = columns.reduce((width, column) => width + column.width, gap * (columns.length - 1))
        expect(sum).toBeLessThanOrEqual(total)
        expect(columns[0]?.name).toBe('name')
        for (const { name, width } of columns) {
          expect(width).toBeGreaterThan(0)
          expect(width).toBeLessThanOrEqual(some[name])
        }
      }),
    )
  })
})
