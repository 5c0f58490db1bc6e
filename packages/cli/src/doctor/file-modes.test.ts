import { describe, expect, test } from 'vitest'
import { judgePlaces, type Place } from './file-modes.ts'
import { testFixes } from './test-graph.ts'

const me = 1000
const secret: Place = { path: '/home/f/s.age', role: 'secret', uid: me, gid: me, mode: 0o600, isLink: false }
const judge = (...places: readonly Partial<Place>[]): string[] =>
  judgePlaces(
    places.map((place) => ({ ...secret, ...place })),
    me,
    testFixes,
  ).map(({ message, fix }) => `${message}: ${fix}`)

describe('modes', () => {
  test.each([
    ['secret', 0o600],
    ['secret', 0o400],
    ['credentials', 0o600],
    ['folder', 0o700],
    ['settings', 0o644],
    ['settings', 0o664],
    ['aws-folder', 0o755],
    ['aws-folder', 0o1777],
  ] as const)('%s %i is well', (role, mode) => expect(judge({ role, mode })).toEqual([]))

  test.each([
    ['secret', 0o640, 'the file is open to others (mode 0640): chmod 600 ~/s.age'],
    ['secret', 0o700, 'the file can be executed (mode 0700): chmod 600 ~/s.age'],
    ['secret', 0o200, 'the file is closed to you (mode 0200): chmod 600 ~/s.age'],
    ['folder', 0o750, 'the folder is open to others (mode 0750): chmod 700 ~/s.age'],
    ['folder', 0o500, 'the folder is closed to you (mode 0500): chmod 700 ~/s.age'],
    ['settings', 0o646, 'the file can be changed by others (mode 0646): chmod go-w,u+r ~/s.age'],
    ['aws-folder', 0o777, 'the folder can be changed by others (mode 0777): chmod go-w,u+rx ~/s.age'],
  ] as const)('%s %i is not', (role, mode, says) => expect(judge({ role, mode })).toEqual([says]))

  test('a group that is not the user alone may not write', () => {
    expect(judge({ role: 'settings', mode: 0o664, gid: 50 })).toHaveLength(1)
  })
})

test('owners', () => {
  expect(judge({ uid: 1001 })).toEqual(['the file belongs to another user (uid 1001): sudo chown 1000 ~/s.age'])
  expect(judge({ uid: 0 })).toEqual(['the file belongs to root: sudo chown 1000 ~/s.age'])
  expect(judge({ uid: 0, role: 'settings', mode: 0o644 })).toEqual([])
})

test('three sealed files with one fault are one finding, two are two', () => {
  const open = ['1', '2', '3'].map((name) => ({ path: `/v/${name}.age`, mode: 0o644 }))
  expect(judge(...open)).toEqual(['3 files in here are not for you alone: chmod 600 /v/*.age'])
  expect(judge(...open.slice(1))).toHaveLength(2)
})
