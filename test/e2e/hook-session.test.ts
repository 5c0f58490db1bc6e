// A day in a shell: what the prompt shows, renewal before a prompt, and the profile before.
import { describe, expect, test } from 'vitest'
import { createFakeClock, type FakeClock } from '../harness/index.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { hookShells, loadHook, openShell } from './support/story-shell.ts'
import type { HookShell, TypedShell } from './support/story-shell.ts'
import { tutorialConfig } from './support/story.ts'

const minute = 60_000
const config = ['reader', 'prod-reader']
  .map(
    (name) => `
[profile ${name}]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/Reader
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
role_session_name = ${name}
`,
  )
  .join('')

interface Day {
  readonly story: OpenAgentStory
  readonly clock: FakeClock
  readonly shell: TypedShell
  /** Waits for a prompt at the end of the screen with this segment; null: with none. */
  prompt(segment: string | null): Promise<void>
  /** Types Enter, so that there is a new prompt. */
  next(): void
  key(): Promise<string>
}

async function startDay(name: HookShell): Promise<Day> {
  const clocks: FakeClock[] = []
  const story = await startOpenAgentStory(async ({ here, sandbox }) => {
    clocks.push(createFakeClock(here, sandbox.clock))
    return clocks[0]?.env ?? null
  })
  const [clock] = clocks
  if (clock === undefined) throw new Error('there is no clock')
  story.addRole({ roleName: 'Reader' })
  story.config(tutorialConfig + config)
  // A busy machine may take longer than a prompt should wait.
  const env = { ...story.byAgent, ...clock.env, AWSX_RENEW: '20000' }
  const shell = await openShell(story, name, env)
  expect(await shell.run(loadHook(name))).toBe(0)
  return {
    story,
    clock,
    shell,
    next: () => shell.press('enter'),
    async prompt(segment) {
      const end = '[^\\n☁]*[$#>] ?'
      const shown = name === 'bash' ? `\\n☁ ${segment} \\$ ?` : `${end} +☁ ${segment}`
      await shell.waitFor(new RegExp(segment === null ? `\\n${end}$` : `${shown}$`))
    },
    async key() {
      await shell.run('printenv AWS_ACCESS_KEY_ID')
      return /^A[A-Z0-9]{19}$/m.exec(shell.screen().toReversed().join('\n'))?.[0] ?? ''
    },
  }
}

/** How often something stands on the screen. */
function count(shell: TypedShell, text: string): number {
  return shell.screen().join('\n').split(text).length - 1
}

describe.each(hookShells)('in %s', (name) => {
  test('use, the profile before, renewal, a word to the person, the end, off, and back', async () => {
    const { story, clock, shell, prompt, next, key } = await startDay(name)
    const { here, byAgent, takeCalls } = story
    expect(await shell.run('awsx -')).toBe(2)
    await shell.waitFor('this shell has not used a profile before')
    expect(await shell.run(`awsx use reader ${story.withCode().join(' ')}`)).toBe(0)
    await prompt('reader (5[5-9]m|1h00m)')
    expect(await shell.run('awsx use prod-reader')).toBe(0)
    await prompt('prod-reader (5[5-9]m|1h00m)')
    expect(shell.raw().toString()).toMatch(/\[(?:1;)?31m(?:\S*\[\S*m)?☁ prod-reader/)
    expect(await shell.run('awsx -')).toBe(0)
    await prompt('reader (5[5-9]m|1h00m)')
    expect(await shell.run('awsx - --no-such-option')).toBe(2)
    await prompt('reader (5[5-9]m|1h00m)')
    takeCalls()

    // The status of what was typed is there after the prompt.
    shell.enter('false')
    expect(await shell.run(name === 'fish' ? 'test $status -eq 1' : 'test $? -eq 1')).toBe(0)

    const first = await key()
    clock.jump(30 * minute)
    next()
    await prompt('reader (2[5-9]|30)m')
    expect(takeCalls()).toEqual([])
    clock.jump(12 * minute)
    next()
    await prompt('reader (5[5-9]m|1h00m)')
    // The agent renews by itself what is in use elsewhere, at the same time.
    expect(new Set(takeCalls())).toEqual(new Set(['AssumeRole']))
    expect(await key()).not.toBe(first)

    // Locked: said once, however many prompts there are.
    await here.run(['lock'], { env: { ...byAgent, ...clock.env } })
    clock.jump(45 * minute)
    next()
    await shell.waitFor(/reader lasts until \d\d:\d\d \(1[0-5]m\); for a new session: awsx use reader --refresh/)
    await prompt('reader 1[0-5]m')
    clock.jump(2 * minute)
    next()
    await prompt('reader (1[0-3]|9)m')
    expect(count(shell, 'lasts until')).toBe(1)
    // Unlocked elsewhere: the next try has it.
    await story.unlock()
    clock.jump(2 * minute)
    next()
    await prompt('reader (5[5-9]m|1h00m)')
    expect(new Set(takeCalls())).toEqual(new Set(['AssumeRole']))

    await here.run(['lock'], { env: { ...byAgent, ...clock.env } })
    clock.jump(120 * minute)
    next()
    await shell.waitFor('reader ended at')
    await prompt('reader expired')
    expect(await shell.run('awsx off')).toBe(0)
    await prompt(null)
    expect(await shell.run('printenv AWSX_PROFILE')).toBe(1)
    await story.unlock()
    expect(await shell.run('awsx -')).toBe(0)
    await prompt('reader (5[5-9]m|1h00m)')
    expect(await shell.run('awsx -')).toBe(0)
    await prompt('prod-reader (5[5-9]m|1h00m)')
  })
})
