import { describe, expect, test } from 'vitest'
import { answer, codePrompt, listAgents, passphrase, passphrasePrompt, startAgentStory } from './support/agent-story.ts'
import { countOn, openCrowd } from './support/crowd.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { until } from './support/until.ts'

const call = ['credential-process', 'web-admin']

/** Resolves once so many sessions were asked of the agent. */
async function untilAsked({ here, byAgent }: Pick<OpenAgentStory, 'here' | 'byAgent'>, count: number): Promise<void> {
  await until(`${count} requests`, async () => {
    const { stdout } = await here.run(['agent', 'status', '--json'], { env: byAgent })
    const { lastRequests } = JSON.parse(stdout) as { readonly lastRequests: readonly { readonly op: string }[] }
    return lastRequests.filter(({ op }) => op === 'session').length >= count
  })
}

describe('100 cold parallel credential-process calls', () => {
  test('one GetSessionToken, one AssumeRole, one prompt, 100 answers', { timeout: 180_000 }, async () => {
    const story = await startOpenAgentStory()
    const crowd = openCrowd(story.here, call, story.byAgent)
    const numbers = Array.from({ length: 100 }, () => crowd.start())
    await answer(crowd.pty, codePrompt, story.phone.takeCode(), 60_000)
    const results = await Promise.all(numbers.map((number) => crowd.result(number)))
    expect(results.filter(({ code, stderr }) => code !== 0 || stderr !== '')).toEqual([])
    const [first] = results
    expect(JSON.parse(first?.stdout ?? '')).toMatchObject({ Version: 1, AccessKeyId: expect.stringMatching(/^ASIA/) })
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
    expect(countOn(crowd.pty, codePrompt)).toBe(1)
  })

  test('locked: one prompt for the passphrase, one for the code', { timeout: 180_000 }, async () => {
    const story = await startAgentStory()
    expect(await story.here.run(['agent', 'start'])).toMatchObject({ code: 0 })
    const crowd = openCrowd(story.here, call)
    const numbers = Array.from({ length: 100 }, () => crowd.start())
    await answer(crowd.pty, passphrasePrompt, passphrase, 60_000)
    await answer(crowd.pty, codePrompt, story.phone.takeCode(), 60_000)
    const results = await Promise.all(numbers.map((number) => crowd.result(number)))
    expect(results.filter(({ code, stderr }) => code !== 0 || stderr !== '')).toEqual([])
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
    expect(countOn(crowd.pty, passphrasePrompt)).toBe(1)
    expect(countOn(crowd.pty, codePrompt)).toBe(1)
    expect(crowd.pty.screen().join('\n')).toBe(`${passphrasePrompt}\n${codePrompt}······`)
  })
})

describe('the client that shows the question is killed', () => {
  test('another one on the same terminal takes it over', async () => {
    const story = await startOpenAgentStory()
    const crowd = openCrowd(story.here, call, story.byAgent)
    const shows = crowd.start()
    await crowd.pty.waitFor(codePrompt)
    const waits = crowd.start()
    await untilAsked(story, 2)
    process.kill(await crowd.pid(shows), 'SIGKILL')
    await until('a second prompt', () => countOn(crowd.pty, codePrompt) === 2)
    crowd.pty.type(story.phone.takeCode())
    crowd.pty.press('enter')
    expect(await crowd.result(waits)).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })

  test('one on another terminal takes it over, and a newer terminal is asked first', async () => {
    const story = await startOpenAgentStory()
    const [old, young] = [openCrowd(story.here, call, story.byAgent), openCrowd(story.here, call, story.byAgent)]
    const waits = old.start()
    await old.pty.waitFor(codePrompt)
    const shows = young.start()
    await young.pty.waitFor(codePrompt)
    await old.pty.waitFor('(asked elsewhere)')
    process.kill(await young.pid(shows), 'SIGKILL')
    await until('a second prompt', () => countOn(old.pty, codePrompt) === 2)
    old.pty.type(story.phone.takeCode())
    old.pty.press('enter')
    expect(await old.result(waits)).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })
})

describe('ctrl-c at the prompt', () => {
  test('ends those at this terminal; another terminal is asked', async () => {
    const story = await startOpenAgentStory()
    const [other, here] = [openCrowd(story.here, call, story.byAgent), openCrowd(story.here, call, story.byAgent)]
    const stays = other.start()
    await other.pty.waitFor(codePrompt)
    const ends = [here.start(), here.start()]
    await here.pty.waitFor(codePrompt)
    await untilAsked(story, 3)
    here.pty.press('ctrl-c')
    for (const number of ends) {
      expect(await here.result(number)).toEqual({ code: 130, stdout: '', stderr: expect.stringContaining('cancelled') })
    }
    await until('a second prompt', () => countOn(other.pty, codePrompt) === 2)
    other.pty.type(story.phone.takeCode())
    other.pty.press('enter')
    expect(await other.result(stays)).toMatchObject({ code: 0, stderr: '' })
  })

  test('a client without a terminal has cancelled nothing: it ends with 4', async () => {
    const story = await startOpenAgentStory()
    const crowd = openCrowd(story.here, call, story.byAgent)
    const ends = crowd.start()
    await crowd.pty.waitFor(codePrompt)
    const waits = story.here.run(call, { env: story.byAgent })
    await untilAsked(story, 2)
    crowd.pty.press('ctrl-c')
    expect(await crowd.result(ends)).toMatchObject({ code: 130 })
    const { code, stderr } = await waits
    expect(code).toBe(4)
    expect(stderr).toContain('whoever was asked said no')
  })
})

test('a client without a terminal waits while somebody is asked, and gets the answer', async () => {
  const story = await startOpenAgentStory()
  const crowd = openCrowd(story.here, call, story.byAgent)
  const asked = crowd.start()
  await crowd.pty.waitFor(codePrompt)
  const waits = story.here.run(call, { env: story.byAgent })
  await untilAsked(story, 2)
  await answer(crowd.pty, codePrompt, story.phone.takeCode())
  const { stdout } = await crowd.result(asked)
  expect(await waits).toEqual({ code: 0, signal: null, stdout, stderr: '' })
  expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
})

test('nobody to ask: exit 4 at once, with what would have been asked', async () => {
  const story = await startOpenAgentStory()
  const refused = await story.here.run(call, { env: story.byAgent })
  expect(refused).toMatchObject({ code: 4, stdout: '' })
  expect(refused.stderr).toContain("profile 'identity' needs an MFA code of")
})

test('the agent is killed while clients wait: they start a new one and go on', async () => {
  const story = await startAgentStory()
  await story.unlock()
  const crowd = openCrowd(story.here, call)
  const numbers = [crowd.start()]
  await crowd.pty.waitFor(codePrompt)
  numbers.push(crowd.start())
  await untilAsked({ ...story, byAgent: {} }, 2)
  for (const pid of listAgents(story.here)) process.kill(pid, 'SIGKILL')
  await answer(crowd.pty, passphrasePrompt, passphrase)
  await answer(crowd.pty, codePrompt, story.phone.takeCode())
  for (const number of numbers) expect(await crowd.result(number)).toMatchObject({ code: 0, stderr: '' })
  expect(crowd.pty.screen()[0]).toBe(`${codePrompt}(the agent is gone)`)
  expect(countOn(crowd.pty, passphrasePrompt)).toBe(1)
  expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  expect(await story.agent()).toMatchObject({ locked: false })
})
