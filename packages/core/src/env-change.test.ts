import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEnvChange, reverseEnvChange } from './env-change.ts'

const names = fc.constantFrom('A', 'B', 'C', 'D', '__proto__', 'constructor')
const env = fc
  .dictionary(names, fc.string({ maxLength: 3 }))
  .map((values) => Object.fromEntries(Object.entries(values)))
const change = fc
  .tuple(fc.uniqueArray(names), fc.array(fc.tuple(names, fc.string({ maxLength: 3 }))))
  .map(([unset, pairs]) => {
    const set = new Map(pairs)
    return { unset: unset.filter((name) => !set.has(name)), set }
  })

describe('applyEnvChange', () => {
  test('unsets, sets, and leaves the rest', () => {
    const before = { A: '1', B: '2', C: '3', D: undefined }
    const after = applyEnvChange(before, {
      unset: ['A', 'X'],
      set: new Map([
        ['B', ''],
        ['E', '5'],
      ]),
    })
    expect(after).toEqual({ B: '', C: '3', E: '5' })
    expect(before).toEqual({ A: '1', B: '2', C: '3', D: undefined })
  })

  test('a variable named __proto__ is a variable', () => {
    const after = applyEnvChange({}, { unset: [], set: new Map([['__proto__', 'x']]) })
    expect(Object.entries(after)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(after)).toBe(Object.prototype)
  })
})

describe('reverseEnvChange', () => {
  test('leads back to where it was', () => {
    fc.assert(
      fc.property(env, change, (before, wanted) => {
        const back = applyEnvChange(applyEnvChange(before, wanted), reverseEnvChange(before, wanted))
        expect(new Map(Object.entries(back))).toEqual(new Map(Object.entries(before)))
      }),
    )
  })

  test('touches only what the change touched', () => {
    const wanted = {
      unset: ['A', 'B'],
      set: new Map([
        ['C', 'x'],
        ['D', 'y'],
      ]),
    }
    expect(reverseEnvChange({ A: '1', C: '3', Z: '9' }, wanted)).toEqual({
      unset: ['D'],
      set: new Map([
        ['A', '1'],
        ['C', '3'],
      ]),
    })
  })
})
