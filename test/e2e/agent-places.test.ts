import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { flavourUnderTest } from '../harness/index.ts'
import type { EnvironmentChange, Pty } from '../harness/index.ts'
import {
  answer,
  codePrompt,
  listAgents,
  passphrase,
  passphrasePrompt,
  startAgentStory,
  type AgentStory,
} from './support/agent-story.ts'
import { findMountProblem } from './support/fault-mount.ts'
import { countOn } from './support/crowd.ts'

const call = ['credential-process', 'web-admin'] as const
const noAgent = 'there is no agent, so the passphrase counts for this command only'

/** Answers both questions, and expects credentials at the end. */
async function answerBoth(pty: Pty, { phone }: AgentStory): Promise<void> {
  await answer(pty, passphrasePrompt, passphrase)
  await answer(pty, codePrompt, phone.takeCode())
  expect(await pty.exit()).toMatchObject({ code: 0 })
  expect(pty.screen().join('\n')).toContain('"SessionToken"')
}

/** The store of a story under one folder, with AWSX_HOME. */
async function moveTo(story: AgentStory, folder: string): Promise<EnvironmentChange> {
  const script = `mkdir -p "$1/data" && cp -a "$XDG_DATA_HOME/awsx/." "$1/data"`
  expect(await story.here.runCommand(['sh', '-c', script, 'sh', folder])).toMatchObject({ code: 0 })
  return { AWSX_HOME: folder, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined }
}

test('no HOME, but AWSX_HOME: an agent in there', async () => {
  const story = await startAgentStory()
  const { here } = story
  const folder = join(here.root, 'store')
  const env = { ...(await moveTo(story, folder)), HOME: undefined, ...awsFiles(here.home) }
  await answerBoth(here.pty(call, { env }), story)
  expect(listAgents(here)).toHaveLength(1)
  expect(existsSync(join(folder, 'run/agent.sock'))).toBe(true)
  expect(await here.run(call, { env })).toMatchObject({ code: 0, stderr: '' })
  expect(await here.run(['agent', 'stop'], { env })).toMatchObject({ code: 0 })
})

test('neither HOME nor AWSX_HOME: said at once, and no agent is left behind', async () => {
  const { here } = await startAgentStory()
  const env = { HOME: undefined, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined }
  for (const args of [call, ['unlock'], ['agent', 'start'], ['agent', 'status'], ['lock']]) {
    const { code, stderr } = await here.run(args, { env })
    expect([args, code, stderr]).toEqual([args, 3, expect.stringMatching(/^awsx: error: .*HOME/)])
  }
  expect(listAgents(here)).toEqual([])
})

test('CI=1: a passphrase that is typed starts no agent', async () => {
  const story = await startAgentStory()
  const pty = story.here.pty(call, { env: { CI: '1' } })
  await answerBoth(pty, story)
  expect(pty.raw().toString()).not.toContain('agent')
  expect(listAgents(story.here)).toEqual([])
})

test.for<[string, EnvironmentChange, readonly string[]]>([
  ['--no-agent', {}, ['--no-agent']],
  ['AWSX_NO_AGENT=1', { AWSX_NO_AGENT: '1' }, []],
])('%s: a passphrase that is typed starts no agent', async ([, env, words]) => {
  const story = await startAgentStory()
  await answerBoth(story.here.pty([...call, ...words], { env }), story)
  expect(listAgents(story.here)).toEqual([])
})

test('no terminal: exit 4, no agent', async () => {
  const { here } = await startAgentStory()
  for (const args of [call, ['unlock'], ['env', 'web-admin'], ['exec', 'web-admin', '--', 'true']]) {
    const { code } = await here.run(args)
    expect([args, code]).toEqual([args, args[0] === 'exec' ? 125 : 4])
  }
  const status = await here.run(['status'])
  expect(status).toMatchObject({ code: 0, stdout: expect.stringContaining('locked') })
})

function awsFiles(home: string): EnvironmentChange {
  return { AWS_CONFIG_FILE: `${home}/.aws/config`, AWS_SHARED_CREDENTIALS_FILE: `${home}/.aws/credentials` }
}

const inGoneFolder = 'mkdir gone && cd gone && rmdir ../gone && exec "$@"'

const isNode = flavourUnderTest() === 'node'

// The runtime inside the executable does not start there, and says so.
test('a folder that is gone: all goes on in Node, and nothing is left behind by the native build', async () => {
  const story = await startAgentStory()
  const { here } = story
  const inside = ['sh', '-c', inGoneFolder, 'sh', here.awsx] as const
  if (isNode) await answerBoth(here.ptyCommand([...inside, ...call]), story)
  const { code, stderr } = await here.runCommand([...inside, ...call])
  expect([code, /The current working directory was deleted/.test(stderr)]).toEqual(isNode ? [0, false] : [1, true])
  expect(listAgents(here)).toHaveLength(isNode ? 1 : 0)
})

test('a path too long for a socket: XDG_RUNTIME_DIR, else said once', async () => {
  const story = await startAgentStory()
  const { here } = story
  const folder = join(here.root, 'a'.repeat(Math.max(1, 150 - here.root.length)))
  expect(folder.length).toBeGreaterThanOrEqual(150)
  const env = await moveTo(story, folder)
  const nowhere = { ...env, XDG_RUNTIME_DIR: undefined }
  const pty = here.pty(call, { env: nowhere })
  await answerBoth(pty, story)
  expect(countOn(pty, noAgent)).toBe(1)
  expect(listAgents(here)).toEqual([])
  for (const args of [['agent', 'start'], ['unlock']]) {
    const refused = await here.run(args, { env: nowhere })
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('the path of its socket is too long') })
  }

  expect(await here.run(['agent', 'start'], { env })).toMatchObject({ code: 0 })
  const { stdout } = await here.run(['agent', 'status', '--json'], { env })
  expect(JSON.parse(stdout)).toMatchObject({ running: true, socket: expect.stringContaining(`${here.root}/run/awsx-`) })
  expect(await here.run(['agent', 'stop'], { env })).toMatchObject({ code: 0 })
})

test.skipIf(findMountProblem() !== null)('a home that is read-only: said once, no agent', async () => {
  const story = await startAgentStory()
  const { here } = story
  const script = `mount --bind "$HOME" "$HOME" && mount -o remount,bind,ro "$HOME" && exec "$@"`
  const pty = here.ptyCommand(['unshare', '-rm', 'sh', '-c', script, 'sh', here.awsx, ...call], {
    env: { XDG_RUNTIME_DIR: undefined },
  })
  await answerBoth(pty, story)
  expect(countOn(pty, noAgent)).toBe(1)
  expect(listAgents(here)).toEqual([])
})
