import { Secret } from '@awsx/core'
import type { Key, KeyName } from './key.ts'
import { editLine } from './line.ts'
import type { Overlay, PickerState, Question } from './picker-state.ts'
import type { Effect, Step, Surroundings } from './update-picker.ts'

/** What a key does while something lies over the list. */
export function updateOverlay(state: PickerState, overlay: Overlay, key: Key, { height }: Surroundings): Step {
  switch (overlay.kind) {
    case 'menu':
      return updateMenu(state, overlay, key)
    case 'text':
      return updateText(state, overlay, key, height)
    case 'question':
      return updateQuestion(state, overlay, key)
    case 'wait':
      return { state, effect: isBack(key) ? { kind: 'withdraw' } : null }
  }
}

function updateMenu(state: PickerState, menu: Overlay & { kind: 'menu' }, key: Key): Step {
  if (isPress(key, 'ctrl-c')) return closed(state, { kind: 'leave' })
  if (isBack(key) || isPress(key, 'tab')) return closed(state, null)
  if (isPress(key, 'enter')) {
    const line = menu.lines[menu.cursor]
    return closed(state, line === undefined ? null : { kind: 'run', letter: line.letter })
  }
  const by = lineMoves[key.kind === 'press' ? key.name : 'f1'] ?? 0
  const cursor = Math.max(0, Math.min(menu.cursor + by, menu.lines.length - 1))
  if (cursor !== menu.cursor) return { state: { ...state, overlay: { ...menu, cursor } }, effect: null }
  const letter = key.kind === 'text' ? key.text.toLowerCase() : ''
  const isThere = menu.lines.some((line) => line.letter === letter)
  return isThere ? closed(state, { kind: 'run', letter }) : { state, effect: null }
}

const lineMoves: Partial<Record<KeyName, number>> = {
  up: -1,
  'ctrl-p': -1,
  'ctrl-k': -1,
  down: 1,
  'ctrl-n': 1,
  'ctrl-j': 1,
}

function updateText(state: PickerState, text: Overlay & { kind: 'text' }, key: Key, height: number): Step {
  if (isPress(key, 'ctrl-c')) return closed(state, { kind: 'leave' })
  const last = Math.max(0, text.lines.length - height)
  const pages: Partial<Record<KeyName, number>> = {
    ...lineMoves,
    'page-up': -height,
    'page-down': height,
    home: -Infinity,
    end: Infinity,
  }
  const by = key.kind === 'press' ? pages[key.name] : undefined
  if (by === undefined || last === 0) return closed(state, null)
  const top = Math.max(0, Math.min(text.top + by, last))
  return { state: { ...state, overlay: { ...text, top } }, effect: null }
}

function updateQuestion(state: PickerState, question: Question, key: Key): Step {
  const isEnd = isPress(key, 'ctrl-d') && question.typed.reveal() === ''
  if (isBack(key) || isEnd) return closed(state, { kind: 'withdraw' })
  if (isPress(key, 'enter')) return closed(state, { kind: 'answer', answer: question.typed })
  const line = editLine({ text: question.typed.reveal(), cursor: question.cursor }, key)
  if (line === null) return { state, effect: null }
  const overlay = { ...question, typed: new Secret(line.text), cursor: line.cursor }
  return { state: { ...state, overlay }, effect: null }
}

function closed(state: PickerState, effect: Effect | null): Step {
  return { state: { ...state, overlay: null }, effect }
}

function isBack(key: Key): boolean {
  return isPress(key, 'escape') || isPress(key, 'ctrl-c') || isPress(key, 'ctrl-g')
}

function isPress(key: Key, name: KeyName): boolean {
  return key.kind === 'press' && key.name === name
}
