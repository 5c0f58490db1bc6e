import { AwsxError, Secret, type Clock, type Session } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { createSessionKeeper } from './session-keeper.ts'

const minute = 60_000
const hour = 60 * minute

/** A clock that stands until it is moved; sleepers wake in order on the way. */
function createHandClock(): Clock & { go(ms: number): Promise<void>; jump(ms: number): void; sleepers(): number } {
  let now = 0
  // As timers do it, sleepers count time on a clock of their own, which stands still while the machine sleeps.
  let awake = 0
  let waiting: { at: number; wake: () => void }[] = []
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
  }
  return {
    now: () => now,
    sleep: (ms) => new Promise((resolve) => void waiting.push({ at: awake + ms, wake: resolve })),
    async go(ms) {
      const end = awake + ms
      await settle()
      for (;;) {
        const next = waiting.toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined || next.at > end) break
        waiting = waiting.filter((one) => one !== next)
        now += next.at - awake
        awake = next.at
        next.wake()
        await settle()
      }
      now += end - awake
      awake = end
    },
    jump(ms) {
      now += ms
    },
    sleepers: () => waiting.length,
  }
}

function makeSession(issuedAt: number, lifeMs: number = hour): Session {
  const credentials = {
    accessKeyId: `ASIA${issuedAt}`,
    secretAccessKey: new Secret('secret'),
    sessionToken: new Secret('token'),
  }
  return { credentials, issuedAt, expiresAt: issuedAt + lifeMs, mfaAt: null, accountId: null, arn: null }
}

function start(obtain: (now: number) => Promise<Session> | Session) {
  const clock = createHandClock()
  const troubles: string[] = []
  const asked: number[] = []
  const keeper = createSessionKeeper({
    first: makeSession(0),
    clock,
    async obtain() {
      asked.push(clock.now())
      return await obtain(clock.now())
    },
    onTrouble: (error, until) => void troubles.push(`${error.code} until ${until / minute}`),
  })
  return { clock, keeper, troubles, asked }
}

const unreachable = (): never => {
  throw new AwsxError('unreachable', 'STS cannot be reached')
}
const mfaRequired = (): never => {
  throw new AwsxError('mfa_required', 'a code is needed')
}

test('two days without a gap: renewed 20 minutes ahead, one timer at a time', async () => {
  const { clock, keeper, asked, troubles } = start((now) => makeSession(now))
  for (let at = 0; at < 48 * 60; at += 1) {
    await clock.go(minute)
    const left = (keeper.current()?.expiresAt ?? 0) - clock.now()
    expect(left).toBeGreaterThanOrEqual(20 * minute)
    expect(clock.sleepers()).toBe(1)
  }
  expect(asked).toEqual(Array.from({ length: 72 }, (_, index) => (index + 1) * 40 * minute))
  expect(troubles).toEqual([])
})

test('current never waits, and asks for one renewal however often it is called', async () => {
  let give: (session: Session) => void = () => undefined
  const { clock, keeper, asked } = start(() => new Promise((resolve) => (give = resolve)))
  await clock.go(59 * minute)
  for (let turn = 0; turn < 100; turn += 1) expect(keeper.current()?.credentials.accessKeyId).toBe('ASIA0')
  expect(asked).toHaveLength(1)
  give(makeSession(clock.now()))
  await clock.go(0)
  expect(keeper.current()?.issuedAt).toBe(59 * minute)
})

describe('a renewal that fails', () => {
  test('is tried again, slower each time, and served from what lives until then', async () => {
    let up = false
    const { clock, keeper, asked, troubles } = start((now) => (up ? makeSession(now) : unreachable()))
    await clock.go(45 * minute)
    expect(asked.map((at) => (at - 40 * minute) / 1000)).toEqual([0, 5, 15, 35, 75, 155])
    expect(keeper.current()?.issuedAt).toBe(0)
    expect(troubles).toEqual(['unreachable until 60'])
    up = true
    await clock.go(15 * minute)
    expect(keeper.current()?.issuedAt).toBeGreaterThan(45 * minute)
    expect(keeper.trouble()).toBeNull()
  })

  test('is nobody’s business when it heals at once', async () => {
    let failures = 2
    const { clock, keeper, troubles } = start((now) => (failures-- > 0 ? unreachable() : makeSession(now)))
    await clock.go(41 * minute)
    expect(troubles).toEqual([])
    expect(keeper.current()?.issuedAt).toBe(40 * minute + 15_000)
  })

  test('is told at once and once when it needs a person, and again after the next success', async () => {
    let person = false
    const { clock, keeper, troubles } = start((now) => (person ? makeSession(now) : mfaRequired()))
    await clock.go(40 * minute)
    expect(troubles).toEqual(['mfa_required until 60'])
    await clock.go(15 * minute)
    expect(troubles).toHaveLength(1)
    expect(keeper.trouble()?.code).toBe('mfa_required')
    person = true
    await clock.go(5 * minute)
    person = false
    await clock.go(hour)
    expect(troubles).toHaveLength(2)
  })

  test('goes on to the end and not beyond it, but for whoever asks', async () => {
    let up = false
    const { clock, keeper, asked } = start((now) => (up ? makeSession(now) : unreachable()))
    await clock.go(hour)
    expect(asked.at(-1)).toBeGreaterThanOrEqual(hour - 5000)
    const tries = asked.length
    await clock.go(10 * hour)
    expect(asked).toHaveLength(tries)
    expect(clock.sleepers()).toBe(0)
    up = true
    expect(keeper.current()).toBeNull()
    await clock.go(0)
    expect(keeper.current()?.issuedAt).toBe(11 * hour)
    expect(clock.sleepers()).toBe(1)
  })

  test('counts as failed where the new session does not last longer', async () => {
    const { clock, keeper, asked } = start(() => makeSession(0))
    await clock.go(40 * minute + 1000)
    expect(keeper.trouble()?.code).toBe('process_failed')
    expect(asked).toHaveLength(1)
  })
})

test('after a sleep of the machine the first who asks starts the renewal that the timer missed', async () => {
  const { clock, keeper, asked } = start((now) => makeSession(now))
  clock.jump(50 * minute)
  expect(keeper.current()?.issuedAt).toBe(0)
  await clock.go(0)
  expect(asked).toEqual([50 * minute])
  expect(keeper.current()?.issuedAt).toBe(50 * minute)
  clock.jump(8 * hour)
  expect(keeper.current()).toBeNull()
  await clock.go(0)
  expect(keeper.current()?.issuedAt).toBe(8 * hour + 50 * minute)
})

test('a source whose sessions are always about to end is not asked without a pause', async () => {
  const { clock, asked } = start((now) => ({ ...makeSession(now - hour), expiresAt: now + 30 * minute }))
  await clock.go(40 * minute)
  await clock.go(minute)
  expect(asked.length).toBeLessThanOrEqual(13)
})

test('closed, it asks no more', async () => {
  const { clock, keeper, asked } = start((now) => makeSession(now))
  keeper.close()
  await clock.go(3 * hour)
  expect(asked).toEqual([])
})
