import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Secret } from '@awsx/core'
import { createKeyReader } from './key-reader.ts'
import { openQuestion, openState, settleCursor } from './picker-state.ts'
import type { PickerState } from './picker-state.ts'
import { updatePicker } from './update-picker.ts'
import type { Effect } from './update-picker.ts'

const around = { total: 50, height: 10 }

/** What typed bytes do, one key after the other. */
function run(state: PickerState, typed: string): { readonly state: PickerState; readonly effects: readonly Effect[] } {
  const reader = createKeyReader()
  const keys = [...reader.feed(Buffer.from(typed)), ...reader.settle()]
  const effects: Effect[] = []
  for (const key of keys) {
    const step = updatePicker(state, key, around)
    state = settleCursor(step.state, around.total, around.height)
    if (step.effect !== null) effects.push(step.effect)
  }
  return { state, effects }
}

describe('the list', () => {
  test.each([
    { name: 'down', typed: '\u001b[B\u001b[B', cursor: 2 },
    { name: 'ctrl-n, ctrl-j', typed: '\u000e\n', cursor: 2 },
    { name: 'up at the top', typed: '\u001b[A', cursor: 0 },
    { name: 'ctrl-p, ctrl-k', typed: '\u001b[B\u001b[B\u001b[B\u0010\u000b', cursor: 1 },
    { name: 'page down', typed: '\u001b[6~', cursor: 10 },
    { name: 'page up', typed: '\u001b[6~\u001b[6~\u001b[5~', cursor: 10 },
    { name: 'end', typed: '\u001b[F', cursor: 49 },
    { name: 'down at the end', typed: '\u001b[F\u001b[B', cursor: 49 },
    { name: 'home', typed: '\u001b[F\u001b[H', cursor: 0 },
    { name: 'a letter begins at the top', typed: '\u001b[6~x', cursor: 0 },
    { name: 'to move in the query does not', typed: 'ab\u001b[6~\u001b[D', cursor: 10 },
  ])('$name', ({ typed, cursor }) => {
    expect(run(openState(''), typed).state.cursor).toBe(cursor)
  })

  test.each([
    { typed: '\r', effect: 'use' },
    { typed: '\t', effect: 'open-menu' },
    { typed: '\u001b', effect: 'leave' },
    { typed: 'abc\u001b', effect: 'leave' },
    { typed: '\u0003', effect: 'leave' },
    { typed: '\u001a', effect: 'stop' },
    { typed: '\u000c', effect: 'redraw' },
  ])('$typed: $effect', ({ typed, effect }) => {
    expect(run(openState(''), typed).effects).toEqual([{ kind: effect }])
  })

  test('ctrl-d deletes where there is something to delete', () => {
    const { state, effects } = run(openState('ab'), '\u0001\u0004')
    expect(effects).toEqual([])
    expect(state.query).toEqual({ text: 'b', cursor: 0 })
  })

  test('? asks for the keys in an empty query only, F1 always', () => {
    expect(run(openState(''), '?').state.overlay?.kind).toBe('text')
    expect(run(openState('a'), '?').state.query.text).toBe('a?')
    expect(run(openState('a'), '\u001bOP').state.overlay?.kind).toBe('text')
  })

  test('nothing fits: neither Enter nor tab does anything', () => {
    for (const name of ['enter', 'tab'] as const) {
      expect(updatePicker(openState(''), { kind: 'press', name }, { total: 0, height: 10 }).effect).toBe(null)
    }
  })

  test('whatever is typed, the cursor is on a row that is seen', () => {
    const piece = fc.constantFrom(
      '\u001b[A',
      '\u001b[B',
      '\u001b[5~',
      '\u001b[6~',
      '\u001b[F',
      '\u001b[H',
      'a',
      '\u007f',
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 40 }),
        fc.nat({ max: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (pieces, total, height) => {
          const settled = settleCursor(run(openState(''), pieces.join('')).state, total, height)
          expect(settled.cursor).toBeGreaterThanOrEqual(0)
          expect(settled.cursor).toBeLessThan(Math.max(1, total))
          expect(settled.top).toBeLessThanOrEqual(settled.cursor)
          expect(settled.cursor).toBeLessThan(settled.top + height)
          expect(settled.top).toBeLessThanOrEqual(Math.max(0, total - height))
        },
      ),
    )
  })
})

describe('a menu', () => {
  const lines = [
    { letter: 'e', label: 'exec' },
    { letter: 'x', label: 'explain' },
  ]
  const menu: PickerState = { ...openState('a'), overlay: { kind: 'menu', title: 'row', lines, cursor: 0 } }

  test.each([
    { typed: 'x', effects: [{ kind: 'run', letter: 'x' }] },
    { typed: 'X', effects: [{ kind: 'run', letter: 'x' }] },
    { typed: '\u001b[B\r', effects: [{ kind: 'run', letter: 'x' }] },
    { typed: '\u0003', effects: [{ kind: 'leave' }] },
  ])('$typed', ({ typed, effects }) => {
    expect(run(menu, typed)).toMatchObject({ effects, state: { overlay: null } })
  })

  test.each(['\u001b', '\t'])('%j goes back', (typed) => {
    expect(run(menu, typed)).toMatchObject({ effects: [], state: { overlay: null, query: { text: 'a' } } })
  })

  test('another letter, a paste: nothing', () => {
    expect(run(menu, 'q\u001b[200~e\u001b[201~')).toMatchObject({ effects: [], state: { overlay: { kind: 'menu' } } })
  })
})

describe('a text', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`)
  const text: PickerState = { ...openState(''), overlay: { kind: 'text', title: 'plan', lines, top: 0 } }

  test.each([
    { typed: '\u001b[B', top: 1 },
    { typed: '\u001b[6~\u001b[6~\u001b[6~', top: 20 },
    { typed: '\u001b[F\u001b[A', top: 19 },
    { typed: '\u001b[A', top: 0 },
  ])('$typed scrolls', ({ typed, top }) => {
    expect(run(text, typed).state.overlay).toMatchObject({ kind: 'text', top })
  })

  test('any other key goes back', () => {
    expect(run(text, 'q').state.overlay).toBe(null)
  })
})

describe('a question', () => {
  const question: PickerState = { ...openState(''), overlay: openQuestion('code: ', 'plain') }

  test('Enter answers with what is typed, whatever was edited', () => {
    const { effects } = run(question, '12x\u007f3\u0001\u0004\r')
    expect(effects).toEqual([{ kind: 'answer', answer: expect.any(Secret) }])
    expect(effects.map((effect) => (effect.kind === 'answer' ? effect.answer.reveal() : ''))).toEqual(['23'])
  })

  test.each(['\u001b', '\u0003', '\u0004'])('%j does not answer', (typed) => {
    expect(run(question, typed)).toMatchObject({ effects: [{ kind: 'withdraw' }], state: { overlay: null } })
  })

  test('the state does not print what is typed', () => {
    const { state } = run(question, 'hunter2')
    expect(JSON.stringify(state)).not.toContain('hunter2')
  })
})
