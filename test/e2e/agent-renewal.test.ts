import { expect, test } from 'vitest'
import { createFakedClock, type FakedClock } from './support/faked-clock.ts'
import { startOpenAgentStory } from './support/open-agent-story.ts'
import { tutorialConfig } from './support/story.ts'
import { until } from './support/until.ts'

test('a role in use is renewed 20 minutes before its end without a person, and not when nobody asked since', async () => {
  const clocks: FakedClock[] = []
  const story = await startOpenAgentStory(async ({ here }) => {
    clocks.push(createFakedClock(here))
    return clocks[0]?.env ?? null
  })
  const { here, byAgent, sandbox, takeCalls } = story
  // The role of the tutorial takes no MFA that is older than an hour: a person is needed for that.
  story.addRole({ roleName: 'Reader' })
  story.config(`${tutorialConfig}
[profile reader]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/Reader
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
`)
  const start = Date.now()
  let minutes = 0

  /** Moves everybody's clock. The agent's timer is the real one: it looks when the next request comes, for any profile. */
  async function moveTo(next: number): Promise<void> {
    sandbox.clock.jump((next - minutes) * 60_000)
    minutes = next
    clocks[0]?.moveTo(`+${next}m`)
    expect(await here.run(['credential-process', 'identity'], { env: byAgent })).toMatchObject({ code: 0, stderr: '' })
  }
  async function keyOf(
    ...more: readonly string[]
  ): Promise<{ readonly AccessKeyId: string; readonly Expiration: string }> {
    const { code, stdout, stderr } = await here.run(['credential-process', 'reader', ...more], { env: byAgent })
    expect([code, stderr]).toEqual([0, ''])
    return JSON.parse(stdout)
  }

  const first = await keyOf(...story.withCode())
  expect(takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  // The poke has a session of its own, for half a day.
  await moveTo(0)
  expect(takeCalls()).toEqual(['GetSessionToken'])
  await moveTo(39)
  expect(takeCalls()).toEqual([])
  await moveTo(41)
  await until('a renewal', async () => {
    const { stdout } = await here.run(['status', '--json'], { env: byAgent })
    const { sessions } = JSON.parse(stdout) as { readonly sessions: readonly Record<string, string>[] }
    const kept = sessions
      .filter(({ profile }) => profile === 'reader')
      .map(({ expiresAt }) => Date.parse(expiresAt ?? ''))
    return Math.max(...kept) - start > 100 * 60_000
  })
  expect(takeCalls()).toEqual(['AssumeRole'])

  // Nobody asked for it since: its own time of renewal passes.
  await moveTo(83)
  expect(takeCalls()).toEqual([])
  const second = await keyOf()
  expect(second.AccessKeyId).not.toBe(first.AccessKeyId)
  expect(Date.parse(second.Expiration) - start).toBeGreaterThan(100 * 60_000)

  // Now somebody did.
  await until('another renewal', () => sandbox.calls.length > 0)
  expect(takeCalls()).toEqual(['AssumeRole'])
  expect((await keyOf()).AccessKeyId).not.toBe(second.AccessKeyId)
})
