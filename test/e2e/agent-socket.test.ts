import { chmodSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { listAgents } from './support/agent-story.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { ageIdentity } from './support/story.ts'
import { identityBytes } from './support/agent-wire.ts'

const isRoot = process.getuid?.() === 0

test('two homes have two agents', async () => {
  const story = await startOpenAgentStory()
  const { here, byAgent } = story
  const env = { ...byAgent, AWSX_HOME: `${here.home}/second` }
  expect(await here.run(['agent', 'start'], { env })).toMatchObject({ code: 0 })
  const second = JSON.parse((await here.run(['agent', 'status', '--json'], { env })).stdout) as { readonly pid: number }
  expect(second).toMatchObject({ running: true, locked: true, socket: `${here.home}/second/run/agent.sock` })
  const first = await story.agent()
  expect(first).toMatchObject({ locked: false, socket: story.socket })
  expect(new Set(listAgents(here))).toEqual(new Set([first?.pid, second.pid]))
  expect(await here.run(['agent', 'stop'], { env })).toMatchObject({ code: 0 })
  expect(await story.agent()).toMatchObject({ locked: false })
})

/** What a stranger gets of the agent: the reply to hello, or why there is none. */
async function speakAs(uid: number, { here, socket }: OpenAgentStory): Promise<string> {
  const code = `
const { connect } = require('node:net')
const hello = Buffer.from('{"version":1}')
const frame = Buffer.concat([Buffer.from([0, 0, 0, hello.length + 1, 1]), hello])
const socket = connect(process.argv[1])
socket.on('connect', () => socket.write(frame))
socket.on('data', () => { console.log('answered'); process.exit() })
socket.on('error', (error) => { console.log(error.code === 'EACCES' ? 'kept out' : 'hung up'); process.exit() })
socket.on('close', () => console.log('hung up'))
`
  const strange = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'] as const
  return (await here.runCommand([...strange, process.execPath, '-e', code, socket], { cwd: '/' })).stdout.trim()
}

test.runIf(isRoot)('another user cannot talk to it', async () => {
  const story = await startOpenAgentStory()
  expect(await speakAs(65_534, story)).toBe('kept out')

  // Even with every folder and the socket itself open, where the kernel says who is there.
  for (let path = dirname(story.socket); path.startsWith(story.here.root); path = dirname(path)) chmodSync(path, 0o711)
  chmodSync(story.socket, 0o666)
  expect(await speakAs(0, story)).toBe('answered')
  const { hardening } = (await ownStatus(story)) ?? {}
  const stranger = await speakAs(65_534, story)
  expect([hardening?.['peerUser'], stranger]).toEqual(
    story.here.flavour === 'native' ? [true, 'hung up'] : [false, 'answered'],
  )
})

/** The status over the wire: awsx itself does not use a socket whose folder is open. */
async function ownStatus(story: OpenAgentStory): Promise<{ readonly hardening: Record<string, boolean> }> {
  const wire = await story.wire()
  const { ok } = await wire.ask({ op: 'status' })
  wire.close()
  return ok as { readonly hardening: Record<string, boolean> }
}

test('no operation gives out a long-term key, the identity or what opens the store', async () => {
  const story = await startOpenAgentStory()
  const { here, accessKey } = story
  const made = await here.run(['env', 'web-admin', ...story.withCode()], { env: story.byAgent })
  expect(made).toMatchObject({ code: 0 })
  const wire = await story.wire()
  const caller = { env: here.env, folder: here.home, hasPerson: true, terminal: null, hasCode: false, pid: 1 }
  const call = (profile: string, flags: object = {}): object => ({
    profile,
    mayComplete: false,
    flags,
    refresh: false,
    minTtlSeconds: 0,
    caller,
  })
  const requests: readonly Record<string, unknown>[] = [
    { op: 'status' },
    { op: 'unlock', forMs: null, caller },
    { op: 'session', call: call('web-admin') },
    { op: 'session', call: call('identity') },
    { op: 'session', call: call('identity', { noSession: true }) },
    { op: 'endpoint', call: call('web-admin') },
    { op: 'endpoint', call: call('identity', { noSession: true }) },
    { op: 'renew', caller },
    { op: 'keys.list' },
    { op: 'keys.get', profile: 'identity' },
    { op: 'keys.put', key: {} },
    { op: 'keys.put', key: { profile: 'identity' }, expected: 'x' },
    { op: 'sessions.list', from: 0 },
    { op: 'sessions.get', key: 'x' },
    { op: 'sessions.recall', key: 'x', now: 0 },
    { op: 'sessions.remember', key: 'x', value: 'y', until: 1 },
    { op: 'sessions.delete', key: 'x' },
    { op: 'sessions.put', record: {} },
    ...['export', 'identity', 'keys', 'keys.secret', 'constructor', '__proto__', 'toString', ''].map((op) => ({ op })),
    {},
  ]
  for (const request of requests) await wire.ask(request)
  // A profile that says that its key is to be used as it is.
  here.write('.aws/config', '[profile identity]\nawsx_session = none\nregion = us-east-1\n')
  await wire.ask({ op: 'session', call: call('identity') })
  await wire.ask({ op: 'endpoint', call: call('identity') })

  const received = wire.received()
  // It is the key's agent, and it did hand out sessions.
  expect(received.includes(accessKey.accessKeyId)).toBe(true)
  expect(received.includes('"sessionToken"')).toBe(true)
  expect(here.canaries.find('stdout', received)).toEqual([])
  const identity = identityBytes(ageIdentity)
  for (const form of [identity, identity.toString('base64'), identity.toString('hex'), accessKey.secretAccessKey]) {
    expect(received.includes(form)).toBe(false)
  }
  wire.close()
})
