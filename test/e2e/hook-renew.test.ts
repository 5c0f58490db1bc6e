// What the hook runs before a prompt: it ends in time, whatever the agent and the network do.
import { describe, expect, test } from 'vitest'
import { networkFaults } from '@awsx/sandbox'
import { createWorld } from '../harness/index.ts'
import { socketOf } from './support/agent-story.ts'
import { serveSilence } from './support/agent-wire.ts'
import { startOpenAgentStory } from './support/open-agent-story.ts'
import { ageIdentity } from './support/story.ts'

const again = JSON.stringify(['web-admin'])
const used = (leftSeconds: number): Record<string, string> => ({
  AWSX_HOOK: 'bash',
  AWSX_AGAIN: again,
  AWSX_PROFILE: 'web-admin',
  AWSX_EXPIRES_AT: String(Math.floor(Date.now() / 1000) + leftSeconds),
})
// Far more than it takes, and less than a client otherwise waits for an agent that is silent.
const inTime = 10_000

describe('a renewal', () => {
  test('does not wait for an agent that gives no answer', async () => {
    const here = createWorld()
    const agent = await serveSilence(socketOf(here))
    const result = await here.run(['__renew'], { env: { ...used(300), AWSX_RENEW: '5000' }, timeoutMs: inTime })
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' })
    expect(agent.requests()).toBe(1)
  })

  test('does not wait for an agent that is stopped, nor for a network that is dead, and tells nobody', async () => {
    const story = await startOpenAgentStory()
    const { here, byAgent, sandbox } = story
    expect(await here.run(['env', 'web-admin', ...story.withCode()], { env: byAgent })).toMatchObject({ code: 0 })
    sandbox.clearCalls()
    const pid = (await story.agent())?.pid ?? 0
    // Sessions that are not there yet: each takes a call to AWS.
    const ask = (duration: string, wait: string): ReturnType<typeof here.run> =>
      here.run(['__renew'], {
        env: { ...byAgent, ...used(300), AWSX_AGAIN: `["web-admin","--duration=${duration}"]`, AWSX_RENEW: wait },
        timeoutMs: inTime,
      })
    const control = await ask('30m', '20000')
    expect(control.stdout).toMatch(/^# awsx 1\n__awsx_renew AWS_ACCESS_KEY_ID /)
    expect(story.takeCalls()).toEqual(['AssumeRole'])

    process.kill(pid, 'SIGSTOP')
    expect(await ask('40m', '1000')).toMatchObject({ code: 0, stdout: '', stderr: '' })
    process.kill(pid, 'SIGCONT')
    sandbox.faults.add({ ...networkFaults['no-answer'], action: 'AssumeRole' })
    expect(await ask('50m', '1000')).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })

  test.each([
    ['no agent runs', {}],
    ['none may be used', { AWSX_NO_AGENT: '1' }],
  ])('where %s says so once, starts none and makes no call', async (_, env) => {
    const here = createWorld()
    here.write('key.txt', `${ageIdentity}\n`)
    const more = { ...used(300), ...env, AWSX_IDENTITY_FILE: `${here.home}/key.txt`, TZ: 'UTC' }
    const first = await here.run(['__renew'], { env: more })
    expect(first).toMatchObject({ code: 0, stdout: '# awsx 1\n__awsx_told\n' })
    expect(first.stderr).toMatch(
      /^awsx: web-admin lasts until \d\d:\d\d \(4m\); for a new session: awsx use web-admin --refresh\n$/,
    )
    expect(await here.run(['__renew'], { env: { ...more, AWSX_TOLD: '1' } })).toEqual({
      code: 0,
      signal: null,
      stdout: '',
      stderr: '',
    })
    const over = await here.run(['__renew'], { env: { ...more, ...used(-1) } })
    expect(over.stderr).toMatch(/^awsx: web-admin ended at \d\d:\d\d; for a new session: /)
  })

  test.each(['', 'no JSON', '["web-admin","--no-such"]'])('of %j is none', async (text) => {
    const here = createWorld()
    const result = await here.run(['__renew'], { env: { ...used(300), AWSX_AGAIN: text } })
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' })
  })
})
