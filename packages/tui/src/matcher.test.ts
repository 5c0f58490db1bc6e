import { describe, expect, test } from 'vitest'
import { listRows } from './listed-row.ts'
import { createMatcher } from './matcher.ts'
import { rowNamed, someRows } from './picker-fixture.ts'

const shown = someRows.filter((row) => !row.isHidden)

function names(query: string, count: number = 100): readonly string[] {
  return createMatcher(listRows(shown))
    .find(query, count)
    .first.map(({ listed }) => listed.row.name)
}

describe('createMatcher', () => {
  test('an empty query fits all, in the order of the list', () => {
    expect(names('')).toEqual(listRows(shown).map(({ row }) => row.name))
  })

  test.each([
    { query: 'sandbox', found: ['sandbox'] },
    { query: 'SANDBOX', found: ['sandbox'] },
    { query: ' sand ', found: ['sandbox'] },
    { query: 'apr', found: ['acme-prod-admin', 'acme-prod-readonly'] },
    { query: 'readonly prod', found: ['acme-prod-readonly'] },
    { query: 'bill us-east', found: ['billing'] },
    { query: '7777', found: ['sandbox'] },
    { query: 'qqq', found: [] },
  ])('"$query"', ({ query, found }) => {
    expect(names(query)).toEqual(found)
  })

  test('the start of a name comes before the whole of a role', () => {
    const rows = listRows([rowNamed('aa-logs', { role: 'Web' }), rowNamed('web-admin', { role: 'Admin' })])
    const { first } = createMatcher(rows).find('web', 10)
    expect(first.map(({ listed }) => listed.row.name)).toEqual(['web-admin', 'aa-logs'])
  })

  test('which letters fit, in which column', () => {
    const [match] = createMatcher(listRows(shown)).find('sand owner', 10).first
    expect(match?.letters('name')).toEqual([0, 1, 2, 3])
    expect(match?.letters('role')).toEqual([0, 1, 2, 3, 4])
    expect(match?.letters('region')).toEqual([])
  })

  test('a favoured row is found among more good ones than are asked for', () => {
    const rows = Array.from({ length: 3000 }, (_, at) => rowNamed(`row-${String(at).padStart(4, '0')}`))
    const pinned = rowNamed('row-9999', { isPinned: true })
    const { total, first } = createMatcher(listRows([...rows, pinned])).find('row', 10)
    expect(total).toBe(3001)
    expect(first[0]?.listed.row).toBe(pinned)
    expect(new Set(first.map(({ listed }) => listed.row.name)).size).toBe(first.length)
  })

  test('a letter more and a letter less give what a new search gives', () => {
    const rows = listRows(
      Array.from({ length: 500 }, (_, at) => rowNamed(`team${at % 7}-${at % 2 === 0 ? 'prod' : 'dev'}-${at}`)),
    )
    const long = createMatcher(rows)
    for (const query of ['t', 'te', 'tea', 'tea 1', 'tea 12', 'tea 1', 'tea', 'te', 'p', 'pr', 'pro 3', 'pr']) {
      const fresh = createMatcher(rows).find(query, 50)
      const found = long.find(query, 50)
      expect(found.total).toBe(fresh.total)
      expect(found.first.map(({ listed }) => listed.place)).toEqual(fresh.first.map(({ listed }) => listed.place))
    }
  })

  test('hostile letters in a query find nothing and break nothing', () => {
    for (const query of ['\\x1b', '[', '(.*)', '\u0000', '…', '👩‍💻', 'x'.repeat(4096)]) expect(names(query)).toEqual([])
  })
})
