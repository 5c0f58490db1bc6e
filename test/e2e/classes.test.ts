// The setting classes, end to end: who is held to it, who is asked, and who never is.
import { describe, expect, test } from 'vitest'
import { startOpenAgentStory } from './support/open-agent-story.ts'
import { startReadyStory, startStory } from './support/story.ts'

async function setClasses({ here }: Awaited<ReturnType<typeof startStory>>, text: string): Promise<void> {
  expect(await here.run(['settings', 'set', 'classes', text])).toMatchObject({ code: 0 })
}

describe('confirm', () => {
  test('env, use and exec ask on the terminal; no is 130, yes goes on', async () => {
    const story = await startReadyStory()
    const { here } = story
    await setClasses(story, 'web-*: confirm')
    const no = here.pty(['exec', 'web-admin', '--', 'echo', 'went on'])
    await no.waitFor(/Use web-admin, which is of class web-\*\? \[y\/N\] $/)
    no.type('n\r')
    expect(await no.exit()).toMatchObject({ code: 130 })
    expect(no.screen().join('\n')).not.toMatch(/^went on/m)
    // A part of the name is asked for by the whole one.
    const yes = here.pty(['exec', 'min', '--', 'echo', 'went on'])
    await yes.waitFor(/Use web-admin, .*\[y\/N\] $/)
    yes.type('y\r')
    await yes.waitFor(/^went on/m)
    expect(await yes.exit()).toMatchObject({ code: 0 })
  })

  test('without a person it is exit 4 before AWS is asked, and --yes answers', async () => {
    const story = await startStory()
    const { here, takeCalls, withCode } = story
    await setClasses(story, '*: confirm')
    const code = withCode()
    for (const words of [
      ['env', 'web-admin'],
      ['use', 'web-admin'],
      ['exec', 'web-admin', '--', 'true'],
    ]) {
      const refused = await here.run([words[0] ?? '', ...code, ...words.slice(1)], { env: { AWSX_HOOK: 'bash' } })
      expect(refused).toMatchObject({ code: words[0] === 'exec' ? 125 : 4 })
      expect(refused.stderr).toMatch(/has to be confirmed[^]*--yes/)
    }
    expect(takeCalls()).toEqual([])
    expect(await here.run(['env', 'web-admin', '--yes', ...code])).toMatchObject({ code: 0 })
    takeCalls()
    // Other tools ask by this: a question would only break them.
    expect(await here.run(['credential-process', 'web-admin'])).toMatchObject({ code: 0 })
    expect(takeCalls()).toEqual([])
  })
})

describe('limits', () => {
  test('read-only and max hold in this process and in the agent alike, and explain says so', async () => {
    const story = await startOpenAgentStory()
    const { here, byAgent, withCode, sandbox } = story
    await setClasses(story, '*admin: read-only max=30m')
    const { stdout } = await here.run(['explain', 'web-admin'])
    expect(stdout).toMatch(/duration_seconds +1800 \(30m\) +setting classes/)
    expect(stdout).toMatch(/policy_arn +arn:aws:iam::aws:policy\/ReadOnlyAccess +setting classes/)
    for (const env of [byAgent, {}]) {
      const given = await here.run(['env', 'web-admin', '--refresh', '--format', 'json', ...withCode()], { env })
      expect(given).toMatchObject({ code: 0 })
      const { Expiration } = JSON.parse(given.stdout) as { Expiration: string }
      expect(Date.parse(Expiration) - Date.now()).toBeLessThanOrEqual(1_800_000)
    }
    expect(sandbox.calls.filter(({ action }) => action === 'AssumeRole')).toHaveLength(2)
  })

  test('what cannot be limited is refused, and a setting that is none is not taken', async () => {
    const story = await startStory()
    const { here, takeCalls } = story
    await setClasses(story, 'identity: read-only')
    expect(await here.run(['env', 'identity'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('setting classes'),
    })
    expect(takeCalls()).toEqual([])
    expect(await here.run(['settings', 'set', 'classes', '*: purple'])).toMatchObject({ code: 2 })
    expect((await here.run(['settings', 'get', 'classes'])).stdout).toBe('identity: read-only\n')
  })
})
