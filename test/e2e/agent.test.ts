import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startTutorial } from '../harness/index.ts'
import { answer, codePrompt, listAgents, passphrase, passphrasePrompt, startAgentStory } from './support/agent-story.ts'
import { tutorialConfig } from './support/story.ts'

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

test('the passphrase of the first vault, and one that add asks for, are asked once too', async () => {
  const { here, accessKey, phone } = await startTutorial()
  here.canaries.plant('passphrase', passphrase)
  here.write('.aws/config', tutorialConfig)
  const env = { AWS_ACCESS_KEY_ID: accessKey.accessKeyId, AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey }
  // Where nobody would end an agent, none is left behind.
  const onServer = here.pty(['add', 'identity', '--from-env'], { env: { ...env, CI: '1' } })
  await answer(onServer, 'New passphrase (12 characters or more): ', passphrase)
  await answer(onServer, 'The same once more: ', passphrase)
  expect(await onServer.exit()).toMatchObject({ code: 0 })
  expect(listAgents(here)).toEqual([])
  for (const folder of ['XDG_DATA_HOME', 'XDG_STATE_HOME'] as const) {
    rmSync(`${here.env[folder]}/awsx`, { recursive: true })
  }

  const first = here.pty(['add', 'identity', '--from-env'], { env })
  await answer(first, 'New passphrase (12 characters or more): ', passphrase)
  await answer(first, 'The same once more: ', passphrase)
  expect(await first.exit()).toMatchObject({ code: 0 })
  const next = await here.run(['env', 'web-admin', '--format', 'json', '--mfa-code', phone.takeCode()])
  expect(next).toMatchObject({ code: 0, stderr: '' })

  // The agent is locked, and the command that unlocks by itself unlocks it too.
  expect(await here.run(['lock'])).toMatchObject({ code: 0 })
  const second = here.pty(['add', 'other', '--from-env'], { env })
  await answer(second, passphrasePrompt, passphrase)
  await answer(second, 'through awsx? [y/N] ', 'n')
  expect(await second.exit()).toMatchObject({ code: 0 })
  const list = await here.run(['env', 'web-admin', '--format', 'json'])
  expect(list).toMatchObject({ code: 0, stderr: '' })
  expect(await here.run(['agent', 'stop'])).toMatchObject({ code: 0 })
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
