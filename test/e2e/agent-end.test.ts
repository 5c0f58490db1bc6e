import { existsSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listAgents } from './support/agent-story.ts'
import { createFakedClock, type FakedClock } from './support/faked-clock.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { until } from './support/until.ts'

describe('it ends', () => {
  const ends: readonly (readonly [string, (story: OpenAgentStory) => unknown])[] = [
    ['when its socket is removed', ({ socket }) => rmSync(socket)],
    ['when the folder of its socket is removed', ({ socket }) => rmSync(dirname(socket), { recursive: true })],
    ['on SIGTERM', ({ here }) => listAgents(here).forEach((pid) => process.kill(pid, 'SIGTERM'))],
    ['on agent stop', ({ here, byAgent }) => here.run(['agent', 'stop'], { env: byAgent })],
  ]
  test.for(ends)('%s', async ([, end]) => {
    const story = await startOpenAgentStory()
    expect(listAgents(story.here)).toHaveLength(1)
    await end(story)
    await until('no agent', () => listAgents(story.here).length === 0)
    expect(existsSync(story.socket)).toBe(false)
    expect(await story.agent()).toBeNull()
  })

  test('when another one takes its place', async () => {
    const story = await startOpenAgentStory()
    const [first] = listAgents(story.here)
    rmSync(story.socket)
    expect(await story.here.run(['agent', 'start'], { env: story.byAgent })).toMatchObject({ code: 0 })
    await until('the first one is gone', () => !listAgents(story.here).includes(first ?? 0))
    expect(await story.agent()).toMatchObject({ locked: true })
  })
})

describe('it locks', () => {
  test('after the time that unlock gave', async () => {
    const story = await startOpenAgentStory()
    expect(await story.agent()).toMatchObject({ locked: false })
    await story.unlock(1500)
    await until('locked', async () => (await story.agent())?.locked === true)
  })

  async function startFaked(
    settings: readonly (readonly [string, string])[],
    options: Parameters<typeof createFakedClock>[1] = {},
  ): Promise<OpenAgentStory & { readonly clock: FakedClock }> {
    let clock: FakedClock | null = null
    const story = await startOpenAgentStory(async ({ here }) => {
      for (const setting of settings) {
        expect(await here.run(['settings', 'set', ...setting])).toMatchObject({ code: 0 })
      }
      clock = createFakedClock(here, options)
      return clock.env
    })
    if (clock === null) throw new Error('unreachable')
    return { ...story, clock }
  }

  test.for<[string, readonly (readonly [string, string])[], string, string]>([
    ['12 hours after it was unlocked', [], '+11h', '+13h'],
    ['when nobody asked for as long as idle says', [['idle', '2h']], '+1h', '+3h'],
  ])('%s, at the next request', async ([, settings, before, after]) => {
    const story = await startFaked(settings)
    story.clock.moveTo(before)
    expect(await story.agent()).toMatchObject({ locked: false })
    story.clock.moveTo(after)
    await until('locked', async () => (await story.agent())?.locked === true)
    // And is usable again.
    await until('unlocked', () =>
      story.unlock().then(
        () => true,
        () => false,
      ),
    )
    expect(await story.agent()).toMatchObject({ locked: false })
  })

  test('after the machine slept, with lockOnSuspend', async () => {
    const story = await startFaked([['lockOnSuspend', 'on']], { sleeps: true })
    expect(await story.agent()).toMatchObject({ locked: false })
    story.clock.moveTo('+1h')
    await until('locked', async () => (await story.agent())?.locked === true)
  })

  test('not after the machine slept, without', async () => {
    const story = await startFaked([], { sleeps: true })
    story.clock.moveTo('+1h')
    expect(await story.agent()).toMatchObject({ locked: false })
    expect(await story.agent()).toMatchObject({ locked: false })
  })
})

test('the next command after its time is no error', async () => {
  const clocks: FakedClock[] = []
  const story = await startOpenAgentStory(async ({ here }) => {
    clocks.push(createFakedClock(here))
    return clocks[0]?.env ?? null
  })
  clocks[0]?.moveTo('+13h')
  const { code, stderr, stdout } = await story.here.run(['list', '--json'], { env: story.byAgent })
  expect([code, stderr]).toEqual([0, ''])
  expect(JSON.parse(stdout)).toMatchObject({ locked: true })
})
