import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeCall, makeCaller, makeGiven } from './agent-fixture.ts'
import { renewalTime } from './renewal.ts'
import { createRenewer, scheduleRenewals, type Renewer } from './renewer.ts'
import type { SessionCall } from './session-call.ts'

const minute = 60_000
let calls: SessionCall[]
let fails = false
let renewer: Renewer
beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  calls = []
  fails = false
  renewer = createRenewer(Date.now, async (call) => {
    calls.push(call)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    if (fails) throw new Error('it needs a person')
  })
})
afterEach(() => void vi.useRealTimers())

const pass = async (minutes: number): Promise<void> => void (await vi.advanceTimersByTimeAsync(minutes * minute))

test('the schedule: each session is due, ended or waited for, and nothing is missed', () => {
  const session = fc
    .tuple(fc.integer({ min: 0, max: 1000 }), fc.option(fc.integer({ min: -100, max: 1000 }), { nil: null }))
    .map(([issuedAt, life]) => makeGiven('dev', issuedAt, life === null ? null : issuedAt + life).session)
  fc.assert(
    fc.property(fc.array(session), fc.integer({ min: 0, max: 2500 }), (sessions, now) => {
      const used = new Map(sessions.map((one, index) => [String(index), one]))
      const { due, ended, nextAt } = scheduleRenewals(used, now)
      const waiting = [...used].filter(([key]) => !due.includes(key) && !ended.includes(key))
      expect(new Set([...due, ...ended]).size).toBe(due.length + ended.length)
      for (const key of due) {
        const one = used.get(key)
        expect(one === undefined ? null : renewalTime(one)).toBeLessThanOrEqual(now)
        expect(one?.expiresAt).toBeGreaterThan(now)
      }
      for (const [, one] of waiting) expect(renewalTime(one)).toBeGreaterThan(now)
      const times = waiting.map(([, one]) => renewalTime(one) ?? 0)
      expect(nextAt).toBe(times.length === 0 ? null : Math.min(...times))
    }),
  )
})

test('a session that was given out is renewed 20 minutes before its end, once, for more life than it has', async () => {
  renewer.used(makeCall('dev', { refresh: true, minTtlSeconds: 5 }), makeGiven('dev', 0, 60 * minute))
  await pass(39)
  expect(calls).toEqual([])
  await pass(1)
  expect(calls).toEqual([makeCall('dev', { refresh: false, minTtlSeconds: 1201 })])
  await pass(600)
  expect(calls).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('asked for again, it is renewed again', async () => {
  for (let round = 0; round < 5; round++) {
    renewer.used(makeCall(), makeGiven('dev', Date.now(), Date.now() + 60 * minute))
    await pass(45)
  }
  expect(calls).toHaveLength(5)
})

test('what is given out while it is renewed starts no second renewal', async () => {
  const given = makeGiven('dev', 0, 60 * minute)
  renewer.used(makeCall(), given)
  await pass(40)
  renewer.used(makeCall(), given)
  renewer.used(makeCall(), given)
  expect(calls).toHaveLength(1)
  await pass(1)
  expect(vi.getTimerCount()).toBe(0)
})

test('where it cannot be renewed it is left alone until it is asked for again', async () => {
  fails = true
  const given = makeGiven('dev', 0, 60 * minute)
  renewer.used(makeCall(), given)
  await pass(50)
  expect(calls).toHaveLength(1)
  expect(vi.getTimerCount()).toBe(0)
  renewer.used(makeCall(), given)
  await pass(1)
  expect(calls).toHaveLength(2)
})

test('long-term keys and what has ended are not waited for', () => {
  renewer.used(makeCall('keys'), makeGiven('keys', 0, null))
  renewer.used(makeCall('past'), makeGiven('past', -100, 0))
  expect(calls).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('what ended while the machine slept is let go', async () => {
  renewer.used(makeCall(), makeGiven('dev', 0, 60 * minute))
  vi.setSystemTime(61 * minute)
  await pass(40)
  expect(calls).toEqual([])
  expect(vi.getTimerCount()).toBe(0)
})

test('there is one timer for all, and none after clear', () => {
  for (let index = 0; index < 10; index++) {
    renewer.used(makeCall(`p${index}`), makeGiven(`p${index}`, 0, (60 + index) * minute))
  }
  expect(vi.getTimerCount()).toBe(1)
  renewer.clear()
  expect(vi.getTimerCount()).toBe(0)
})

test('callers in other folders are renewed on their own; made-up ones fill no memory', async () => {
  for (let index = 0; index < 1500; index++) {
    const caller = makeCaller({ folder: `/f${index}` })
    renewer.used(makeCall('dev', { caller }), makeGiven('dev', 0, 60 * minute))
  }
  await pass(40)
  expect(calls).toHaveLength(1000)
  expect(calls[0]?.caller.folder).toBe('/f500')
  await pass(1)
})
