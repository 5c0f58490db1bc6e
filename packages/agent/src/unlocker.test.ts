import { AwsxError } from '@awsx/core'
import { beforeEach, expect, test } from 'vitest'
import { createFakeEngine, createTestClock, testPassphrase, type FakeEngine, type TestClock } from './agent-fixture.ts'
import type { Answer, Question } from './question.ts'
import { createQuestions, type Questions } from './questions.ts'
import { passphraseStake } from './stakes.ts'
import { createUnlocker, type Unlocker } from './unlocker.ts'

let engine: FakeEngine
let clock: TestClock
let questions: Questions
let unlocker: Unlocker
let opened: number
let asked: Question[]
let secrets: Uint8Array[]

beforeEach(() => {
  engine = createFakeEngine()
  clock = createTestClock()
  questions = createQuestions(60_000)
  opened = 0
  asked = []
  secrets = []
  unlocker = createUnlocker(engine, questions, clock, () => void (opened += 1))
})

/** Somebody who types these, one after the other, and then says no. */
function typist(...words: (string | Answer)[]): void {
  questions.join(
    {
      terminal: 't1',
      canAnswer: () => true,
      async show(question) {
        asked.push(question)
        const word = words.shift() ?? { kind: 'error', error: new AwsxError('cancelled', 'no') }
        if (typeof word !== 'string') return word
        const secret = new Uint8Array(Buffer.from(word))
        secrets.push(secret)
        return { kind: 'secret', secret, of: 'passphrase' }
      },
      withdraw: () => undefined,
      tell: () => undefined,
      fail: () => undefined,
    },
    new Set([passphraseStake]),
  )
}

test('many who wait share one prompt', async () => {
  typist(testPassphrase)
  await Promise.all(Array.from({ length: 100 }, () => unlocker.unlock()))
  expect([asked.length, engine.tries(), opened]).toEqual([1, 1, 1])
  await unlocker.unlock()
  expect(asked).toHaveLength(1)
})

test('a wrong one is asked again, and says so; every one is overwritten', async () => {
  typist('first', 'second', testPassphrase)
  await unlocker.unlock()
  const again = 'that passphrase does not open the vault'
  expect(asked).toEqual([null, again, again].map((why) => ({ kind: 'passphrase', again: why })))
  expect(secrets.every((secret) => secret.every((byte) => byte === 0))).toBe(true)
  expect(clock.slept).toEqual([100, 200])
})

test('three wrong ones end it, for all who wait', async () => {
  typist('one', 'two', 'three', 'four')
  const outcomes = await Promise.allSettled([unlocker.unlock(), unlocker.unlock()])
  for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'wrong_passphrase' } })
  expect(asked).toHaveLength(3)
})

test('the wait goes on over many unlocks, and ends with the right one', async () => {
  typist('a', 'b', 'c', 'd', testPassphrase, 'e', testPassphrase)
  await expect(unlocker.unlock()).rejects.toThrow('wrong')
  await unlocker.unlock()
  expect(clock.slept).toEqual([100, 200, 300, 400])
  engine.forget()
  await unlocker.unlock()
  // The first after a right one waits for nothing.
  expect(clock.slept).toEqual([100, 200, 300, 400, 100])
})

test('no is no: nothing is tried, and the next unlock asks anew', async () => {
  typist()
  await expect(unlocker.unlock()).rejects.toMatchObject({ code: 'cancelled' })
  expect(engine.tries()).toBe(0)
  typist(testPassphrase)
  await unlocker.unlock()
  expect(opened).toBe(1)
})

test('nobody to ask', async () => {
  await expect(unlocker.unlock()).rejects.toMatchObject({ code: 'locked' })
})

test('an answer that is no passphrase is none', async () => {
  typist({ kind: 'text', text: testPassphrase })
  await expect(unlocker.unlock()).rejects.toMatchObject({ code: 'unexpected' })
  expect(engine.isUnlocked()).toBe(false)
})

test('a lock while it is being opened wins', async () => {
  const { unlock } = engine
  engine.unlock = async (...input) => {
    await unlock(...input)
    unlocker.abandon()
  }
  typist(testPassphrase)
  await expect(unlocker.unlock()).rejects.toMatchObject({ code: 'locked' })
  expect([engine.isUnlocked(), opened]).toEqual([false, 0])
})
