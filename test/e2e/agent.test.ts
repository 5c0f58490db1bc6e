import { expect, test } from 'vitest'
import { answer, codePrompt, passphrase, passphrasePrompt, startAgentStory } from './support/agent-story.ts'

test('a typed passphrase starts the agent, and is asked once', async () => {
  const story = await startAgentStory()
  const { here, phone, takeCalls } = story
  expect(await story.agent()).toBeNull()

  const first = here.pty(['env', 'web-admin', '--shell', 'bash'])
  await answer(first, passphrasePrompt, passphrase)
  await answer(first, codePrompt, phone.takeCode())
  await first.waitFor('export AWS_SESSION_TOKEN=')
  expect(await first.exit()).toMatchObject({ code: 0 })
  expect(takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])

  const second = await here.run(['env', 'web-admin', '--format', 'json'])
  expect(second).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(second.stdout)).toMatchObject({ Version: 1, Profile: 'web-admin', Region: 'us-east-1' })
  expect(takeCalls()).toEqual([])
  expect(await story.agent()).toMatchObject({ locked: false, requests: expect.any(Number) })
})

test('unlock, lock and stop', async () => {
  const story = await startAgentStory()
  const { here } = story
  await story.unlock('--for', '2h')
  const open = await story.agent()
  expect(open).toMatchObject({ locked: false })
  const lasts = Date.parse(open?.locksAt ?? '') - Date.now()
  expect(lasts).toBeGreaterThan(7_000_000)
  expect(lasts).toBeLessThanOrEqual(7_200_000)

  expect(await here.run(['lock'])).toMatchObject({ code: 0, stderr: 'awsx: locked\n' })
  expect(await story.agent()).toMatchObject({ locked: true, locksAt: null })
  const refused = await here.run(['env', 'web-admin'])
  expect(refused).toMatchObject({ code: 4, stdout: 'false\n' })
  expect(refused.stderr).toContain('the vault is locked')

  expect(await here.run(['agent', 'stop'])).toMatchObject({ code: 0 })
  expect(await story.agent()).toBeNull()
})
