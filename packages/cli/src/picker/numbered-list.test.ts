import type { PickerRow } from '@awsx/tui'
import { expect, test } from 'vitest'
import { compareRows } from '@awsx/tui/row-order'
import { choose } from './numbered-list.ts'

const row = (name: string, changes: Partial<PickerRow> = {}): PickerRow => ({
  name,
  accountId: null,
  accountAlias: null,
  role: null,
  region: null,
  colour: null,
  isPinned: false,
  isHidden: false,
  frecency: 0,
  ...changes,
})
const all = ['web-admin', 'web-reader', '3', 'Ops'].map((name) => row(name))
const names = (rows: readonly PickerRow[]): string[] => rows.map(({ name }) => name)

test.each<[string, string[]]>([
  ['1', ['web-admin']],
  // A profile's own name counts before a number.
  ['3', ['3']],
  ['4', ['Ops']],
  ['9', []],
  ['0', []],
  ['WEB', ['web-admin', 'web-reader']],
  ['reader', ['web-reader']],
  ['ops', ['Ops']],
  ['nothing', []],
])('%s', (typed, found) => {
  expect(names(choose(all, all, typed))).toEqual(found)
})

test('a number counts in what is shown, a name in all', () => {
  expect(names(choose(all.slice(1), all, '1'))).toEqual(['web-reader'])
  expect(names(choose(all.slice(1), all, 'admin'))).toEqual(['web-admin'])
})

test('pins, then what is used, then names', () => {
  const rows = [row('b'), row('a'), row('used', { frecency: 1 }), row('pin', { isPinned: true })]
  expect(names(rows.toSorted(compareRows))).toEqual(['pin', 'used', 'a', 'b'])
})
