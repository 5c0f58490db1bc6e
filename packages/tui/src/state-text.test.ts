import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { msUntilNextLook } from './next-look.ts'
import { openState } from './picker-state.ts'
import type { RowState } from './row.ts'
import { clockText, msUntilChange, stateText, stateWidth } from './state-text.ts'

describe('stateText', () => {
  test.each<[RowState, string | null]>([
    [{ kind: 'ready', expiresAt: null }, 'ready'],
    [{ kind: 'ready', expiresAt: 42 * 60_000 + 59_999 }, 'ready 42m'],
    [{ kind: 'ready', expiresAt: 65 * 60_000 }, 'ready 1h05m'],
    [{ kind: 'ready', expiresAt: 59_000 }, 'ready 59s'],
    [{ kind: 'ready', expiresAt: -5 }, 'ready 0s'],
    [{ kind: 'needs-nothing' }, null],
    [{ kind: 'needs-mfa' }, 'needs MFA'],
    [{ kind: 'needs-sign-in' }, 'needs sign-in'],
    [{ kind: 'locked' }, 'locked'],
    [{ kind: 'plain-keys' }, 'plain keys on disk'],
    [{ kind: 'broken' }, 'broken'],
  ])('%j: %s', (state, text) => {
    expect(stateText(state, 0)?.text ?? null).toBe(text)
    expect((text ?? '').length).toBeLessThanOrEqual(stateWidth)
  })

  test('a time left reads the same until it is looked at again, and otherwise then', () => {
    const read = (expiresAt: number, now: number): string | undefined =>
      stateText({ kind: 'ready', expiresAt }, now)?.text
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 50_000_000 }), (left) => {
        const ms = msUntilChange(left, 0) ?? 0
        expect(ms).toBeGreaterThan(0)
        expect(read(left, ms - 1)).toBe(read(left, 0))
        expect(read(left, ms)).not.toBe(read(left, 0))
      }),
    )
  })
})

describe('msUntilNextLook', () => {
  test('nothing that time changes: never', () => {
    expect(msUntilNextLook(openState(''), [], 0)).toBe(null)
    expect(msUntilNextLook(openState(''), [-1], 0)).toBe(null)
  })

  test('the first session that reads otherwise', () => {
    expect(msUntilNextLook(openState(''), [600_500, 300_200], 0)).toBe(201)
    expect(msUntilNextLook(openState(''), [30_700], 0)).toBe(701)
  })

  test('each second of a wait', () => {
    const state = { ...openState(''), overlay: { kind: 'wait', words: 'unlocking', since: 1_000 } as const }
    expect(msUntilNextLook(state, [600_900], 2_400)).toBe(600)
  })
})

test('a time of day has two digits an hour', () => {
  expect(clockText(new Date(2026, 0, 5, 9, 4, 59).getTime())).toBe('09:04')
})
