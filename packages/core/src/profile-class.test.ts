import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classOf, defaultClasses, parseProfileClasses } from './profile-class.ts'

const plain = { colour: null, confirm: false, readOnly: false, maxDurationSeconds: null }

describe('parseProfileClasses', () => {
  test('reads patterns, and words in any order', () => {
    expect(parseProfileClasses(' *prod*: confirm red max=1h;*audit*:read-only ; a:b: blue;')).toEqual([
      { ...plain, pattern: '*prod*', colour: 'red', confirm: true, maxDurationSeconds: 3600 },
      { ...plain, pattern: '*audit*', readOnly: true },
      { ...plain, pattern: 'a:b', colour: 'blue' },
    ])
    expect(parseProfileClasses('')).toEqual([])
  })

  test.each([
    '*prod*',
    ': red',
    '*prod*: purple',
    '*prod*: max=',
    '*prod*: max=5m',
    '*prod*: max=13h',
    '*prod*: max=soon',
  ])('refuses %s', (text) => {
    expect(() => parseProfileClasses(text)).toThrow(/classes|max/)
  })
})

describe('classOf', () => {
  test('production is red when nothing is set', () => {
    const classes = parseProfileClasses(defaultClasses)
    expect(classOf('web-Production', classes)?.colour).toBe('red')
    expect(classOf('web-test', classes)).toBeNull()
  })

  test('the first that fits counts', () => {
    const classes = parseProfileClasses('*-ro: blue; *prod*: red; ?at: green')
    expect(['prod-ro', 'prod', 'cat', 'at', 'chat'].map((name) => classOf(name, classes)?.colour ?? null)).toEqual([
      'blue',
      'red',
      'green',
      null,
      null,
    ])
  })

  test('a glob is what its regular expression is', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 12 })
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 12 }), (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`)
        expect(classOf(name, [{ ...plain, pattern }]) !== null).toBe(expression.test(name))
      }),
    )
  })

  test('a hostile pattern takes no time', () => {
    expect(classOf('a'.repeat(10_000), [{ ...plain, pattern: `${'*a'.repeat(1000)}b` }])).toBeNull()
  })
})
