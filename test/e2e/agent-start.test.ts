import { chownSync, existsSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { World } from '../harness/index.ts'
import {
  answer,
  codePrompt,
  listAgents,
  passphrase,
  passphrasePrompt,
  socketOf,
  startAgentStory,
  type AgentStory,
} from './support/agent-story.ts'
import { serveOtherVersion } from './support/agent-wire.ts'
import { startStory } from './support/story.ts'
import { countOn, openCrowd } from './support/crowd.ts'
import { until } from './support/until.ts'

const isRoot = process.getuid?.() === 0

function makeFolder(socket: string): void {
  mkdirSync(dirname(socket), { recursive: true, mode: 0o700 })
}

/** A socket whose listener was killed. */
async function leaveDeadSocket(here: World, socket: string): Promise<void> {
  makeFolder(socket)
  const code = `require('node:net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`
  expect(await here.runCommand(['node', '-e', code])).toMatchObject({ signal: 'SIGKILL' })
  expect(lstatSync(socket).isSocket()).toBe(true)
}

/** The agent answers, and is the only one. */
async function expectOneAgent(story: AgentStory): Promise<void> {
  const { pid } = (await story.agent()) ?? {}
  await until('one agent', () => listAgents(story.here).length === 1)
  expect(listAgents(story.here)).toEqual([pid])
}

describe('20 simultaneous starts: one agent', () => {
  test('agent start', { timeout: 120_000 }, async () => {
    const story = await startAgentStory()
    const starts = await Promise.all(Array.from({ length: 20 }, () => story.here.run(['agent', 'start'])))
    expect(starts.filter(({ code }) => code !== 0)).toEqual([])
    expect(new Set(starts.map(({ stderr }) => stderr)).size).toBe(1)
    await expectOneAgent(story)
  })

  test('over a dead socket', { timeout: 120_000 }, async () => {
    const story = await startAgentStory()
    await leaveDeadSocket(story.here, story.socket)
    const starts = await Promise.all(Array.from({ length: 20 }, () => story.here.run(['agent', 'start'])))
    expect(starts.filter(({ code }) => code !== 0)).toEqual([])
    await expectOneAgent(story)
  })

  test('unlock, on one terminal: one passphrase', { timeout: 120_000 }, async () => {
    const story = await startAgentStory()
    const crowd = openCrowd(story.here, ['unlock'])
    const numbers = Array.from({ length: 20 }, () => crowd.start())
    await answer(crowd.pty, passphrasePrompt, passphrase, 60_000)
    for (const number of numbers) {
      expect(await crowd.result(number)).toEqual({
        code: 0,
        stdout: '',
        stderr: expect.stringMatching(/^awsx: unlocked for 1[12]h/),
      })
    }
    expect(countOn(crowd.pty, passphrasePrompt)).toBe(1)
    await expectOneAgent(story)
  })
})

describe('what lies where the socket belongs', () => {
  test('a dead socket makes way', async () => {
    const story = await startAgentStory()
    await leaveDeadSocket(story.here, story.socket)
    expect(await story.here.run(['env', 'web-admin'])).toMatchObject({ code: 4 })
    await story.unlock()
    await expectOneAgent(story)
  })

  const obstacles: readonly (readonly [string, (socket: string) => void])[] = [
    ['a regular file', (socket) => writeFileSync(socket, 'not a socket\n')],
    ['a folder', (socket) => mkdirSync(socket)],
    ['a symlink', (socket) => symlinkSync('/nowhere/at/all', socket)],
  ]
  test.for(obstacles)('%s is refused, with the command that mends it', async ([, put]) => {
    const story = await startAgentStory()
    makeFolder(story.socket)
    put(story.socket)
    await expectRefusalThatMends(story)
  })

  test.runIf(isRoot)('a socket of somebody else is refused, with the command that mends it', async () => {
    const story = await startAgentStory()
    await leaveDeadSocket(story.here, story.socket)
    chownSync(story.socket, 65_534, 65_534)
    await expectRefusalThatMends(story)
  })

  test('a folder that is open to others is refused, with the command that mends it', async () => {
    const story = await startAgentStory()
    mkdirSync(dirname(story.socket), { recursive: true })
    expect(await story.here.runCommand(['chmod', '755', dirname(story.socket)])).toMatchObject({ code: 0 })
    await expectRefusalThatMends(story)
  })

  async function expectRefusalThatMends(story: AgentStory): Promise<void> {
    const { here } = story
    for (const args of [['env', 'web-admin'], ['agent', 'start'], ['status'], ['lock']]) {
      const { code, stderr } = await here.run(args)
      expect([args, code]).toEqual([args, 3])
      expect(stderr).toMatch(/^awsx: error: the agent is not used: .*\nawsx: hint: (mv|chmod) /)
    }
    expect(listAgents(here)).toEqual([])
    // Without the agent all goes on.
    expect(await here.run(['status', '--no-agent'])).toMatchObject({ code: 0, stderr: '' })
    const mend = /hint: (.*)$/m.exec((await here.run(['agent', 'start'])).stderr)?.[1] ?? ''
    expect(await here.shell('dash', mend)).toMatchObject({ code: 0, stderr: '' })
    expect(await here.run(['agent', 'start'])).toMatchObject({ code: 0 })
    await expectOneAgent(story)
  }
})

describe.for([0, 99])('an agent of protocol version %i', (version) => {
  test('is worked around: never an error', async () => {
    const { here, withCode } = await startStory()
    const other = await serveOtherVersion(socketOf(here), version)
    const made = await here.run(['credential-process', 'web-admin', ...withCode()])
    expect(made).toMatchObject({ code: 0, stderr: '' })
    expect(await here.run(['exec', 'web-admin', '--', 'true'])).toMatchObject({ code: 0, stderr: '' })
    const locked = { env: { AWSX_IDENTITY_FILE: undefined } }
    expect(await here.run(['status', '--json'], locked)).toMatchObject({ code: 0, stderr: '' })
    expect(await here.run(['list', '--json'], locked)).toMatchObject({ code: 0, stderr: '' })
    expect(await here.run(['explain', 'web-admin', '--json'], locked)).toMatchObject({ code: 0, stderr: '' })
    const state = await here.run(['agent', 'status', '--json'], locked)
    expect(JSON.parse(state.stdout)).toEqual({ running: false })
    expect(other.visits()).toBe(6)
  })

  test('is replaced by unlock', async () => {
    const story = await startAgentStory()
    await serveOtherVersion(story.socket, version)
    await story.unlock()
    await expectOneAgent(story)
  })

  test('is replaced where a passphrase is typed', async () => {
    const story = await startAgentStory()
    await serveOtherVersion(story.socket, version)
    const pty = story.here.pty(['env', 'web-admin', '--format', 'json'])
    await answer(pty, passphrasePrompt, passphrase)
    await answer(pty, codePrompt, story.phone.takeCode())
    expect(await pty.exit()).toMatchObject({ code: 0 })
    await expectOneAgent(story)
  })

  test.for(['lock', 'agent stop'])('%s takes its socket away, by which it ends', async (words) => {
    const story = await startAgentStory()
    await serveOtherVersion(story.socket, version)
    const { code, stderr } = await story.here.run(words.split(' '))
    expect(code).toBe(0)
    expect(stderr).toContain('of another version')
    expect(existsSync(story.socket)).toBe(false)
  })
})
