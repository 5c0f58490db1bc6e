import { AwsxError } from '@awsx/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Answer, Question } from './question.ts'
import { createQuestions, type Questions, type Waiter } from './questions.ts'
import { mfaStake, passphraseStake, programStake } from './stakes.ts'

const mfa: Question = { kind: 'mfa', serialNumber: 'gold', profile: 'dev', again: null }
const stake = mfaStake('gold')
const stakes = new Set([stake])
const text: Answer = { kind: 'text', text: '123456' }
const no: Answer = { kind: 'error', error: new AwsxError('cancelled', 'no') }

/** What one waiter went through: `?` it is asked, `-` that is taken back, `told`, and how it failed. */
interface TestWaiter extends Waiter {
  readonly log: string[]
  answer(answer: Answer | null): void
}

let questions: Questions
beforeEach(() => {
  vi.useFakeTimers()
  questions = createQuestions(60_000)
})
afterEach(() => {
  // Nothing is left to wake anybody.
  checkNoTimer()
  vi.useRealTimers()
})

function makeWaiter(terminal: string | null, canAnswer = true): TestWaiter {
  const log: string[] = []
  let settle: ((answer: Answer | null) => void) | null = null
  return {
    log,
    terminal,
    canAnswer: () => canAnswer,
    show: () => {
      log.push('?')
      return new Promise((resolve) => {
        settle = resolve
      })
    },
    withdraw: () => void log.push('-'),
    tell: (message) => void log.push(message.includes('asked in another terminal') ? 'told' : message),
    fail: ({ code }) => void log.push(code),
    answer: (answer) => settle?.(answer),
  }
}

function join(terminal: string | null, canAnswer = true): TestWaiter & { leave(): void } {
  const waiter = makeWaiter(terminal, canAnswer)
  return Object.assign(waiter, { leave: questions.join(waiter, stakes) })
}

/** The answer as a word: its text, or the code of the error. */
async function outcome(asked: Promise<Answer>): Promise<string> {
  return await asked.then(
    (answer) => (answer.kind === 'text' ? answer.text : answer.kind),
    (error: unknown) => (error instanceof AwsxError ? error.code : String(error)),
  )
}

const tick = async (): Promise<void> => {
  for (let count = 0; count < 5; count++) await Promise.resolve()
}

test('the newest that waits is asked', async () => {
  const [old, young] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  expect([old.log, young.log]).toEqual([['told'], ['?']])
  young.answer(text)
  expect(await asked).toBe('123456')
})

test('it goes away: the next one is asked within the same tick', async () => {
  const [old, young] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  young.answer(null)
  await tick()
  expect(old.log).toEqual(['told', '?'])
  old.answer(text)
  expect(await asked).toBe('123456')
})

test('it has its answer from elsewhere, and leaves: the next one is asked at once', async () => {
  const [old, young] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  young.leave()
  expect(old.log).toEqual(['told', '?'])
  // What the one that left says now is late.
  young.answer({ kind: 'text', text: 'late' })
  old.answer(text)
  expect(await asked).toBe('123456')
})

test('a newer one on another terminal takes it over, and gives it back', async () => {
  const first = join('t1')
  const asked = outcome(questions.ask(mfa, stake))
  const second = join('t2')
  expect([first.log, second.log]).toEqual([['?', '-', 'told'], ['?']])
  first.answer({ kind: 'text', text: 'late' })
  await tick()
  second.answer(null)
  await tick()
  expect(first.log).toEqual(['?', '-', 'told', '?'])
  first.answer(text)
  expect(await asked).toBe('123456')
})

test('a newer one on the same terminal waits, and is not told', async () => {
  const first = join('t1')
  const asked = outcome(questions.ask(mfa, stake))
  const second = join('t1')
  expect([first.log, second.log]).toEqual([['?'], []])
  first.answer(null)
  await tick()
  expect(second.log).toEqual(['?'])
  second.answer(text)
  expect(await asked).toBe('123456')
})

test('no ends it for all at that terminal, whoever asks first, and for nobody else', async () => {
  const [far, near, asker] = [join('t1'), join('t2'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  asker.answer(no)
  await tick()
  expect([far.log, near.log, asker.log]).toEqual([['told', '?'], ['cancelled'], ['?', 'cancelled']])
  far.answer(text)
  expect(await asked).toBe('123456')
})

test('no from the last terminal ends it', async () => {
  const [far, near] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  near.answer(no)
  await tick()
  far.answer(no)
  expect(await asked).toBe('cancelled')
})

test('no from the last terminal: who only waited for the answer has not said it', async () => {
  const [asked, bystander] = [join('t1'), join(null, false)]
  const ended = outcome(questions.ask(mfa, stake))
  asked.answer(no)
  expect(await ended).toBe('cancelled')
  expect([asked.log, bystander.log]).toEqual([
    ['?', 'cancelled'],
    ['told', 'mfa_required'],
  ])
})

test('who spoke on a terminal goes on there', async () => {
  const [spoke, young] = [join('t1'), makeWaiter('t1')]
  const first = outcome(questions.ask(mfa, stake))
  const leave = questions.join(young, stakes)
  spoke.answer(text)
  expect(await first).toBe('123456')
  const second = outcome(questions.ask(mfa, stake))
  expect([spoke.log, young.log]).toEqual([['?', '?'], []])
  // Another terminal is newer all the same.
  const other = join('t2')
  expect(other.log).toEqual(['?'])
  other.answer(text)
  expect(await second).toBe('123456')
  leave()
})

test('a failure of a program or a mistake of the client is the answer for all', async () => {
  const [far, near] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  near.answer({ kind: 'error', error: new AwsxError('process_failed', 'x') })
  expect(await asked).toBe('process_failed')
  expect(far.log).toEqual(['told'])
})

test.each(['mfa_required', 'locked'] as const)('%s from one that said it had a person: the next', async (code) => {
  const [far, near] = [join('t1'), join('t2')]
  const asked = outcome(questions.ask(mfa, stake))
  near.answer({ kind: 'error', error: new AwsxError(code, 'no terminal') })
  await tick()
  expect(far.log).toEqual(['told', '?'])
  far.answer({ kind: 'error', error: new AwsxError(code, 'no terminal') })
  expect(await asked).toBe(code)
})

test('those who cannot answer wait a minute for one who can, then fail', async () => {
  const bystander = join(null, false)
  const asker = join('t1')
  const asked = outcome(questions.ask(mfa, stake))
  await vi.advanceTimersByTimeAsync(30_000)
  const late = join(null, false)
  expect(late.log).toEqual(['told'])
  await vi.advanceTimersByTimeAsync(29_999)
  expect(bystander.log).toEqual(['told'])
  await vi.advanceTimersByTimeAsync(1)
  expect([bystander.log, late.log, asker.log]).toEqual([['told', 'mfa_required'], ['told'], ['?']])
  asker.answer(text)
  expect(await asked).toBe('123456')
})

test('a bystander that leaves takes its timer with it', () => {
  join('t1')
  const bystander = join(null, false)
  void outcome(questions.ask(mfa, stake))
  expect(vi.getTimerCount()).toBe(1)
  bystander.leave()
  expect(vi.getTimerCount()).toBe(0)
})

test('nobody can be asked: it fails at once, for each kind in its own words', async () => {
  join(null, false)
  expect(await outcome(questions.ask(mfa, stake))).toBe('mfa_required')
  expect(await outcome(questions.ask({ kind: 'passphrase', again: null }, passphraseStake))).toBe('locked')
  const program: Question = { kind: 'program', argv: ['x'], purpose: 'credential_process', file: 'f', line: 1 }
  expect(await outcome(questions.ask(program, 'x'))).toBe('process_failed')
})

test('the last one who can answer goes away: it fails, and says why it was asked again', async () => {
  const only = join('t1')
  const asked = questions.ask({ ...mfa, again: 'that code was wrong' }, stake)
  only.answer(null)
  await expect(asked).rejects.toMatchObject({ code: 'mfa_required', message: expect.stringMatching(/code was wrong$/) })
})

test('a program is asked only of callers of the same scope', async () => {
  const place = { argv: ['x'], file: 'f', line: 1 }
  const [mine, other] = [makeWaiter('t1'), makeWaiter('t2')]
  questions.join(mine, new Set([programStake('mine', place)]))
  questions.join(other, new Set([programStake('other', place)]))
  const asked = questions.ask({ kind: 'program', purpose: 'mfa_process', ...place }, programStake('mine', place))
  expect([mine.log, other.log]).toEqual([['?'], []])
  mine.answer(text)
  expect(await outcome(asked)).toBe('123456')
})

test('a code can be had only from one with a stake in that device', () => {
  join('t1')
  expect(questions.canAskCode(stakes)).toBe(true)
  expect(questions.canAskCode(new Set([mfaStake('silver'), passphraseStake]))).toBe(false)
  expect(questions.canAskCode(new Set())).toBe(false)
  questions = createQuestions(1)
  join('t1', false)
  expect(questions.canAskCode(stakes)).toBe(false)
})

test('whoever waits in two ways is not taken from itself', async () => {
  const waiter = join(null)
  const asked = outcome(questions.ask(mfa, stake))
  questions.join(waiter, new Set([stake, 'more']))
  expect(waiter.log).toEqual(['?'])
  waiter.answer(text)
  expect(await asked).toBe('123456')
})

function checkNoTimer(): void {
  expect(vi.getTimerCount()).toBe(0)
}
