import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { elapsed, lockReason, nextLockCheckMs, type LockLimits, type Moment } from './lock-policy.ts'
import { createLockTimer } from './lock-timer.ts'

const hour = 3_600_000
const limits: LockLimits = { lifeMs: 12 * hour, idleMs: null, lockOnSuspend: false }
const at = (wall: number, monotonic: number = wall): Moment => ({ wall, monotonic })

let moment: Moment
let locks: string[]
beforeEach(() => {
  vi.useFakeTimers()
  moment = at(0)
  locks = []
})
afterEach(() => {
  checkNoTimer()
  vi.useRealTimers()
})

function makeTimer(over: Partial<LockLimits> = {}): ReturnType<typeof createLockTimer> {
  return createLockTimer(
    { ...limits, ...over },
    () => moment,
    (why) => void locks.push(why),
  )
}

/** Lets time pass on both clocks, and the timers run. */
async function pass(ms: number): Promise<void> {
  moment = at(moment.wall + ms, moment.monotonic + ms)
  await vi.advanceTimersByTimeAsync(ms)
}

test('whichever clock says first that the time is over is believed', () => {
  const reason = (now: Moment, over: Partial<LockLimits> = {}): string | null =>
    lockReason({ ...limits, ...over }, at(0), at(0), now)
  expect(reason(at(12 * hour - 1))).toBeNull()
  expect(reason(at(12 * hour, 0))).toBe('time')
  expect(reason(at(0, 12 * hour))).toBe('time')
  expect(reason(at(-5 * hour, 12 * hour))).toBe('time')
  expect(reason(at(hour), { idleMs: hour })).toBe('idle')
  expect(reason(at(hour - 1), { idleMs: hour })).toBeNull()
  expect(reason(at(20_000, 10_000), { lockOnSuspend: true })).toBeNull()
  expect(reason(at(20_001, 10_000), { lockOnSuspend: true })).toBe('suspend')
  expect(reason(at(20_001, 10_000))).toBeNull()
})

test('a clock that is set back never makes it last longer', () => {
  const ms = fc.integer({ min: 0, max: 20 * hour })
  fc.assert(
    fc.property(ms, ms, fc.boolean(), (passed, back, isIdle) => {
      const own = { ...limits, idleMs: isIdle ? hour : null }
      const straight = lockReason(own, at(0), at(0), at(passed))
      const setBack = lockReason(own, at(0), at(0), at(passed - back, passed))
      expect(setBack).toBe(straight)
      expect(elapsed(at(0), at(passed - back, passed))).toBe(passed)
    }),
  )
})

test('the next look is when it would lock, or later only by what the clocks still do', () => {
  const ms = fc.integer({ min: 0, max: 13 * hour })
  fc.assert(
    fc.property(ms, ms, fc.option(fc.integer({ min: 1, max: hour }), { nil: null }), (used, extra, idleMs) => {
      const own = { ...limits, idleMs }
      const now = at(used + extra)
      if (lockReason(own, at(0), at(used), now) !== null) return
      const next = nextLockCheckMs(own, at(0), at(used), now)
      expect(next).toBeGreaterThanOrEqual(1)
      expect(lockReason(own, at(0), at(used), at(now.wall + next))).not.toBeNull()
      const before = next > 1 ? now.wall + next - 1 : now.wall
      expect(lockReason(own, at(0), at(used), at(before))).toBeNull()
    }),
  )
})

test('it locks when the time is over, once, with one timer until then and none after', async () => {
  const timer = makeTimer()
  expect(vi.getTimerCount()).toBe(0)
  timer.start(Infinity)
  expect(timer.endsAt()).toBe(12 * hour)
  expect(vi.getTimerCount()).toBe(1)
  await pass(12 * hour - 1)
  expect(locks).toEqual([])
  await pass(1)
  expect(locks).toEqual(['time'])
  expect(timer.endsAt()).toBeNull()
  expect(vi.getTimerCount()).toBe(0)
})

test('a shorter life counts, a longer one does not', () => {
  const timer = makeTimer()
  timer.start(hour)
  expect(timer.endsAt()).toBe(hour)
  timer.start(100 * hour)
  expect(timer.endsAt()).toBe(12 * hour)
  timer.stop()
})

test('an open one can be shortened, and not made longer', async () => {
  const timer = makeTimer()
  timer.shorten(hour)
  expect(timer.endsAt()).toBeNull()
  timer.start(Infinity)
  await pass(hour)
  timer.shorten(100 * hour)
  expect(timer.endsAt()).toBe(12 * hour)
  timer.shorten(hour)
  expect(timer.endsAt()).toBe(2 * hour)
  await pass(hour)
  expect(locks).toEqual(['time'])
})

test.each([0, -5])('a life of %i is over at once', (lifeMs) => {
  makeTimer().start(lifeMs)
  expect(locks).toEqual(['time'])
})

test('each use starts the idle time again; a look does not', async () => {
  const timer = makeTimer({ idleMs: hour })
  timer.start(Infinity)
  await pass(hour - 1)
  timer.touch()
  await pass(hour - 1)
  timer.check()
  expect(locks).toEqual([])
  await pass(1)
  expect(locks).toEqual(['idle'])
})

test('use does not make the whole life longer', async () => {
  const timer = makeTimer({ idleMs: hour })
  timer.start(2 * hour)
  for (let minutes = 0; minutes < 120; minutes += 10) {
    timer.touch()
    await pass(600_000)
  }
  expect(locks).toEqual(['time'])
})

test('time that passed while the machine slept is found by the next request', () => {
  const timer = makeTimer()
  timer.start(Infinity)
  // The timer of the system stood still.
  moment = at(12 * hour, 5)
  timer.check()
  expect(locks).toEqual(['time'])
})

test('lockOnSuspend: sleep is noticed by the next request, even a short one', () => {
  const timer = makeTimer({ lockOnSuspend: true })
  timer.start(Infinity)
  moment = at(60_000, 40_000)
  timer.touch()
  expect(locks).toEqual(['suspend'])
  timer.touch()
  expect(locks).toEqual(['suspend'])
})

test('stopped, it does nothing any more', async () => {
  const timer = makeTimer({ idleMs: 1 })
  timer.start(Infinity)
  timer.stop()
  await pass(20 * hour)
  expect(locks).toEqual([])
})

function checkNoTimer(): void {
  expect(vi.getTimerCount()).toBe(0)
}
