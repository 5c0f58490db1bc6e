import { join } from 'node:path'
import { AwsxError, type Notice } from '@awsx/core'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { littlePatience, makeFolder, makeGiven } from './agent-fixture.ts'
import { AgentGoneError, connectAgent, type AgentAbsence, type AgentClient, type ClientEvents } from './client.ts'
import { encodeFrame } from './frame.ts'
import { encodeMessage } from './message.ts'
import { frameLimits, frameTypes, patienceMs, type Patience } from './protocol.ts'
import { parseAnswer, type Answer } from './question.ts'
import { scriptedHello as hello, serveRequests, serveScript, type Script } from './scripted-agent-fixture.ts'
import { formatGivenSession, parseGivenSession } from './session-call.ts'
import { decodeJson, type Json, type JsonRecord } from './wire-json.ts'

let path: string
let unhandled: unknown[]
const collect = (reason: unknown): void => void unhandled.push(reason)
beforeEach(() => {
  path = join(makeFolder(), 'agent.sock')
  unhandled = []
  process.on('unhandledRejection', collect)
})
afterEach(() => {
  process.off('unhandledRejection', collect)
  checkUnhandled()
})

const question = (id: number): Uint8Array =>
  encodeMessage(frameTypes.question, { id, kind: 'mfa', serialNumber: 'gold', profile: 'dev', again: null })
const reply = (value: JsonRecord): Uint8Array => encodeMessage(frameTypes.reply, value)

async function reach(
  events: Partial<ClientEvents> = {},
  patience: Patience = patienceMs,
): Promise<AgentClient | AgentAbsence> {
  const found = await connectAgent(
    path,
    {
      answer: () => new Promise(() => undefined),
      notify: () => undefined,
      heard: () => undefined,
      ...events,
    },
    patience,
  )
  if (typeof found !== 'string') onTestFinished(() => found.close())
  return found
}

async function connected(events: Partial<ClientEvents> = {}, patience: Patience = patienceMs): Promise<AgentClient> {
  const found = await reach(events, patience)
  if (typeof found === 'string') throw new Error(found)
  return found
}

async function outcome(asked: Promise<Json>): Promise<Json> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AgentGoneError) return 'gone'
    return error instanceof AwsxError ? error.code : String(error)
  }
}

test('nobody is there', async () => {
  expect(await reach()).toBe('none')
})

test('a hello, and who it is', async () => {
  await serveRequests(path, (socket) => socket.write(reply({ ok: 5 })))
  const client = await connected()
  expect([client.pid, client.awsx]).toEqual([7, '0.1.0'])
  expect(await client.request({ op: 'x' })).toBe(5)
})

test.each([0, 2, 99, '1', null])('an agent of version %j', async (version) => {
  await serveScript(path, (_frame, socket) => socket.write(encodeMessage(frameTypes.hello, { version })))
  expect(await reach()).toBe('other version')
})

test.each<[string, Script]>([
  ['says nothing', () => undefined],
  ['says something else first', (_frame, socket) => void socket.write(reply({ ok: 1 }))],
  ['says half a hello', (_frame, socket) => void socket.write(hello.subarray(0, 8))],
  ['says no JSON', (_frame, socket) => void socket.write(encodeFrame(frameTypes.hello, Buffer.from('[')))],
  ['speaks HTTP', (_frame, socket) => void socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['ends', (_frame, socket) => void socket.destroy()],
])('an agent that %s is silent', async (_name, script) => {
  await serveScript(path, script)
  expect(await reach({}, littlePatience)).toBe('silent')
})

test('the agent killed mid-answer at every byte: the right answer, or that it is gone', async () => {
  const bytes = reply({ ok: formatGivenSession(makeGiven()) })
  let sent = 0
  await serveRequests(path, (socket) => void socket.write(bytes.subarray(0, sent), () => socket.destroy()))
  for (sent = 0; sent <= bytes.length; sent++) {
    const client = await connected()
    const found = await outcome(client.request({ op: 'session' }))
    client.close()
    const token = parseGivenSession(found)?.session.credentials.sessionToken?.reveal()
    expect(token ?? found).toBe(sent < bytes.length ? 'gone' : 'session-token')
  }
  expect(sent).toBe(bytes.length + 1)
})

test('the agent killed mid-hello at every byte is no agent', async () => {
  let sent = 0
  await serveScript(path, (_frame, socket) => void socket.write(hello.subarray(0, sent), () => socket.destroy()))
  for (sent = 0; sent < hello.length; sent++) expect(await reach()).toBe('silent')
})

test('the error of the agent is thrown as it is', async () => {
  await serveRequests(path, (socket) => {
    socket.write(reply({ error: { code: 'mfa_refused', message: 'm', hint: 'h', data: { line: 3 } } }))
  })
  await expect((await connected()).request({ op: 'x' })).rejects.toMatchObject({
    code: 'mfa_refused',
    message: 'm',
    hint: 'h',
    data: { line: 3 },
  })
})

test('silence ends a request; signs of life, however many, do not', async () => {
  let lives = 0
  await serveRequests(path, (socket) => {
    const timer = setInterval(() => {
      socket.write(encodeMessage(frameTypes.alive, {}))
      lives += 1
      if (lives === 20) clearInterval(timer)
    }, 100)
    socket.on('close', () => clearInterval(timer))
  })
  expect(await outcome((await connected({}, littlePatience)).request({ op: 'x' }))).toBe('gone')
  expect(lives).toBe(20)
})

test('a process that was stopped finds what came meanwhile before it gives up', async () => {
  await serveRequests(path, (socket) => {
    socket.write(reply({ ok: 'here' }))
    // As ctrl-z and fg do: the time is over before anything was read.
    const until = Date.now() + 2 * littlePatience.silence
    setImmediate(() => {
      while (Date.now() < until);
    })
  })
  expect(await outcome((await connected({}, littlePatience)).request({ op: 'x' }))).toBe('here')
})

test.each([
  ['an over-long reply', encodeFrame(frameTypes.reply, new Uint8Array(frameLimits.fromAgent))],
  ['a reply without content', reply({})],
  ['a reply without JSON', encodeFrame(frameTypes.reply, Buffer.from('{"ok":'))],
  ['an empty frame', new Uint8Array(4)],
  ['a question without a number', encodeMessage(frameTypes.question, { kind: 'passphrase' })],
  ['a question of an unknown kind', encodeMessage(frameTypes.question, { id: 1, kind: 'retina' })],
])('%s ends the connection', async (_name, bytes) => {
  await serveRequests(path, (socket) => void socket.write(bytes))
  const client = await connected()
  expect(await outcome(client.request({ op: 'x' }))).toBe('gone')
  expect(await outcome(client.request({ op: 'x' }))).toBe('gone')
})

test('a reply of the longest length is taken, and unknown frames are passed over', async () => {
  const bare = reply({ ok: '' }).length - 4
  const text = 'x'.repeat(frameLimits.fromAgent - bare)
  await serveRequests(path, (socket) => {
    socket.write(encodeMessage(99, { new: true }))
    socket.write(reply({ ok: text }))
  })
  expect(await outcome((await connected()).request({ op: 'x' }))).toBe(text)
})

test("two replies to one request: the second is nobody's", async () => {
  let count = 0
  await serveRequests(path, (socket) => {
    count += 1
    socket.write(Buffer.concat([reply({ ok: count }), reply({ ok: 'extra' })]))
  })
  const client = await connected()
  expect(await outcome(client.request({ op: 'x' }))).toBe(1)
  expect(await outcome(client.request({ op: 'x' }))).toBe(2)
})

test('a flood of notices: each is said, and the answer comes', async () => {
  const notices: Notice[] = []
  await serveRequests(path, (socket) => {
    const flood = Array.from({ length: 10_000 }, (_, index) =>
      encodeMessage(frameTypes.notice, { level: index === 0 ? 'warning' : 'shout', message: `${index}` }),
    )
    socket.write(Buffer.concat([...flood, reply({ ok: true })]))
  })
  const client = await connected({ notify: (notice) => void notices.push(notice) })
  expect(await outcome(client.request({ op: 'x' }))).toBe(true)
  expect(notices).toHaveLength(10_000)
  expect(notices.slice(0, 2)).toEqual([
    { level: 'warning', message: '0' },
    { level: 'info', message: '1' },
  ])
})

test('a question, withdrawn, and asked again: only the last answer is sent', async () => {
  const answers: unknown[] = []
  const settles: ((answer: Answer) => void)[] = []
  const signals: AbortSignal[] = []
  await serveScript(path, (frame, socket) => {
    if (frame.type === frameTypes.hello) socket.write(hello)
    else if (frame.type === frameTypes.request) {
      const withdraw = encodeMessage(frameTypes.withdraw, {})
      socket.write(Buffer.concat([question(1), withdraw, question(2), question(3)]))
    } else {
      answers.push(parseAnswer(frame))
      socket.write(reply({ ok: 'done' }))
    }
  })
  const client = await connected({
    answer(_question, withdrawn) {
      signals.push(withdrawn)
      return new Promise((resolve) => settles.push(resolve))
    },
  })
  const asked = client.request({ op: 'x' })
  await expect.poll(() => settles).toHaveLength(3)
  const secret = Buffer.from('late secret')
  // The first is answered after it was withdrawn: nothing of it leaves, and nothing of it is left.
  settles[0]?.({ kind: 'secret', secret, of: 'passphrase' })
  settles[1]?.({ kind: 'text', text: 'late' })
  settles[2]?.({ kind: 'text', text: '123456' })
  expect(await asked).toBe('done')
  expect(answers).toEqual([{ id: 3, answer: { kind: 'text', text: '123456' } }])
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true])
  expect(secret.every((byte) => byte === 0)).toBe(true)
})

test.each([
  ['that it was cancelled', () => Promise.reject(new AwsxError('cancelled', 'no'))],
  ['a mistake of its own', () => Promise.reject(new TypeError('oops'))],
  [
    'what throws at once',
    () => {
      throw new Error('at once')
    },
  ],
])('an answer may be %s', async (_name, answer) => {
  let payload: JsonRecord | null = null
  await serveScript(path, (frame, socket) => {
    if (frame.type === frameTypes.hello) socket.write(hello)
    else if (frame.type === frameTypes.request) socket.write(question(5))
    else {
      payload = decodeJson(frame.payload)
      socket.write(reply({ ok: 1 }))
    }
  })
  expect(await outcome((await connected({ answer })).request({ op: 'x' }))).toBe(1)
  expect(payload).toMatchObject({ id: 5, error: { code: expect.stringMatching(/^(cancelled|unexpected)$/) } })
})

test('an answer longer than the agent takes is an error, and not a lost connection', async () => {
  let payload: JsonRecord | null = null
  await serveScript(path, (frame, socket) => {
    if (frame.type === frameTypes.hello) socket.write(hello)
    else if (frame.type === frameTypes.request) socket.write(question(5))
    else {
      payload = decodeJson(frame.payload)
      socket.write(reply({ ok: 1 }))
    }
  })
  const answer = async (): Promise<Answer> => ({ kind: 'text', text: 'x'.repeat(frameLimits.fromClient) })
  expect(await outcome((await connected({ answer })).request({ op: 'x' }))).toBe(1)
  expect(payload).toMatchObject({ id: 5, error: { code: 'process_failed' } })
})

test('a request larger than 64 KiB is for this process to carry out; the connection lives', async () => {
  await serveRequests(path, (socket) => void socket.write(reply({ ok: 1 })))
  const client = await connected()
  expect(await outcome(client.request({ op: 'x'.repeat(65_536) }))).toBe('gone')
  expect(await outcome(client.request({ op: 'x' }))).toBe(1)
})

test('one request at a time; the connection can be closed under it', async () => {
  await serveRequests(path, () => undefined)
  const client = await connected()
  const first = outcome(client.request({ op: 'x' }))
  expect(await outcome(client.request({ op: 'y' }))).toContain('one request at a time')
  client.close()
  expect(await first).toBe('gone')
})

function checkUnhandled(): void {
  expect(unhandled).toEqual([])
}
