import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listAgents } from './support/agent-story.ts'
import { startOpenAgentStory } from './support/open-agent-story.ts'

/** How often the threads of a process have gone to sleep of their own accord, and so were awake; by thread. */
function wakeUps(pid: number): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
    const name = /^Name:\t(.*)$/m.exec(status)?.[1] ?? ''
    counts[`${name} ${thread}`] = Number(/^voluntary_ctxt_switches:\t(\d+)$/m.exec(status)?.[1])
  }
  return counts
}

const windowMs = 12_000

// The runtimes tidy up after the start: in the native build its collector runs for up to a minute.
test.runIf(process.platform === 'linux')('idle and locked, nothing wakes it', { timeout: 240_000 }, async () => {
  const story = await startOpenAgentStory()
  expect(await story.here.run(['lock'], { env: story.byAgent })).toMatchObject({ code: 0 })
  expect(await story.agent()).toMatchObject({ locked: true })
  const [pid = 0] = listAgents(story.here)
  let [before, after] = [wakeUps(pid), {}]
  for (let tries = 0; tries < 15; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, windowMs))
    after = wakeUps(pid)
    if (JSON.stringify(after) === JSON.stringify(before)) break
    before = after
    after = {}
  }
  expect(after).toEqual(before)

  // Control: a request is seen.
  expect(await story.agent()).toMatchObject({ locked: true })
  expect(wakeUps(pid)).not.toEqual(before)
})
