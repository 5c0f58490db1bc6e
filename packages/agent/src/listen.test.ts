import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './agent-fixture.ts'
import { listenOnSocket, watchSocket, type AgentSocket } from './listen.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = makeFolder()
  path = join(folder, 'agent.sock')
})

const isAlive = async (place: string): Promise<boolean> =>
  await new Promise((resolve) => {
    const socket = connect(place)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

async function listen(place = path, probe = isAlive): Promise<AgentSocket | null> {
  const socket = await listenOnSocket(place, probe)
  socket?.server.on('connection', (client) => client.destroy())
  if (socket !== null) onTestFinished(() => void socket.server.close())
  return socket
}

/** A socket that nobody listens on any more. */
async function leaveDeadSocket(): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(join(folder, 'dying'), resolve))
  linkSync(join(folder, 'dying'), path)
  await new Promise((resolve) => server.close(resolve))
  expect(await isAlive(path)).toBe(false)
}

test('the socket is there, for its user alone, and nothing beside it', async () => {
  const socket = await listen()
  expect(socket?.isThere()).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['agent.sock'])
  expect(await isAlive(path)).toBe(true)
  socket?.remove()
  expect(readdirSync(folder)).toEqual([])
})

test('a living agent is left alone', async () => {
  const first = await listen()
  expect(await listen()).toBeNull()
  expect(first?.isThere()).toBe(true)
  expect(await isAlive(path)).toBe(true)
  expect(readdirSync(folder)).toEqual(['agent.sock'])
})

test('a dead socket is replaced', async () => {
  await leaveDeadSocket()
  expect((await listen())?.isThere()).toBe(true)
  expect(await isAlive(path)).toBe(true)
  expect(readdirSync(folder)).toEqual(['agent.sock'])
})

test('one that lives and does not answer is replaced, and does not take the name of its heir along', async () => {
  const silent = await listen()
  const heir = await listen(path, async () => false)
  expect([silent?.isThere(), heir?.isThere()]).toEqual([false, true])
  silent?.remove()
  expect(heir?.isThere()).toBe(true)
})

test.each([
  ['a regular file', () => writeFileSync(path, 'precious')],
  ['a folder', () => mkdirSync(path)],
  ['a link to nowhere', () => symlinkSync(join(folder, 'nowhere'), path)],
])('%s at the path is not taken away', async (_name, make) => {
  make()
  await expect(listen()).rejects.toMatchObject({ code: 'config_untrusted' })
  expect(readdirSync(folder)).toEqual(['agent.sock'])
})

test('a link to a living socket is no way in', async () => {
  const other = await listen(join(folder, 'other'))
  symlinkSync(join(folder, 'other'), path)
  await expect(listen()).rejects.toMatchObject({ code: 'config_untrusted' })
  expect(other?.isThere()).toBe(true)
})

test('a folder that is not there, and a path that is too long, are the error of the system', async () => {
  await expect(listen(join(folder, 'no', 'agent.sock'))).rejects.toMatchObject({ code: 'EACCES' })
  const deep = join(folder, 'd'.repeat(120))
  mkdirSync(deep)
  await expect(listen(join(deep, 'agent.sock'))).rejects.toMatchObject({ code: 'EINVAL' })
  expect(readdirSync(deep)).toEqual([])
})

test('a name that just fits is not lost to the one that is longer for a moment', async () => {
  const room = 103 - Buffer.byteLength(folder) - '/'.length - '/agent.sock'.length
  const deep = join(folder, 'd'.repeat(room))
  mkdirSync(deep)
  expect(Buffer.byteLength(join(deep, 'agent.sock'))).toBe(103)
  expect((await listen(join(deep, 'agent.sock')))?.isThere()).toBe(true)
})

test.each(['nothing', 'a dead socket'])('of 20 that start at once in one process one wins, over %s', async (before) => {
  for (let round = 0; round < 5; round++) {
    if (before !== 'nothing') await leaveDeadSocket()
    const found = await Promise.all(Array.from({ length: 20 }, () => listen()))
    const winners = found.filter((socket) => socket !== null)
    expect(winners).toHaveLength(1)
    expect(winners[0]?.isThere()).toBe(true)
    expect(readdirSync(folder)).toEqual(['agent.sock'])
    winners[0]?.remove()
    winners[0]?.server.close()
  }
})

test.each(['nothing', 'a dead socket'])('of 20 processes that start at once one wins, over %s', async (before) => {
  if (before !== 'nothing') await leaveDeadSocket()
  const program = `
    import { connect } from 'node:net'
    import { listenOnSocket } from ${JSON.stringify(new URL('./listen.ts', import.meta.url).href)}
    const isAlive = (place) => new Promise((resolve) => {
      const socket = connect(place)
      socket.on('connect', () => { socket.destroy(); resolve(true) })
      socket.on('error', () => resolve(false))
    })
    console.log('ready')
    process.stdin.once('data', async () => {
      const socket = await listenOnSocket(process.argv[1], isAlive)
      console.log(socket === null ? 'lost' : 'won')
      process.stdin.once('end', () => process.exit(0)).resume()
    })`
  const starters = Array.from({ length: 20 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', program, path], { stdio: ['pipe', 'pipe', 'inherit'] }),
  )
  onTestFinished(() => {
    for (const starter of starters) starter.kill('SIGKILL')
  })
  const lines = starters.map(({ stdout }) => createInterface(stdout)[Symbol.asyncIterator]())
  const word = async (): Promise<unknown[]> => await Promise.all(lines.map(async (line) => (await line.next()).value))
  expect(new Set(await word())).toEqual(new Set(['ready']))
  for (const { stdin } of starters) stdin.write('go\n')
  expect((await word()).filter((said) => said === 'won')).toHaveLength(1)
  expect(await isAlive(path)).toBe(true)
  expect(readdirSync(folder)).toContain('agent.sock')
  const ends = starters.map((starter) => once(starter, 'exit'))
  for (const { stdin } of starters) stdin.end()
  await Promise.all(ends)
})

test('watching: removed', async () => {
  const socket = await listen()
  const gone = watched(socket)
  unlinkSync(path)
  expect(await gone).toBe('gone')
})

test('watching: replaced by another', async () => {
  const socket = await listen()
  const gone = watched(socket)
  const heir = await listen(path, async () => false)
  await gone
  expect(heir?.isThere()).toBe(true)
})

test('watching: the folder is moved, and taken away', async () => {
  const inside = join(folder, 'run')
  for (const act of [
    () => renameSync(inside, join(folder, 'elsewhere')),
    () => rmSync(inside, { recursive: true, force: true }),
  ]) {
    mkdirSync(inside)
    const socket = await listen(join(inside, 'agent.sock'))
    const gone = watched(socket)
    act()
    expect(await gone).toBe('gone')
  }
})

test('watching: gone before the watch began', async () => {
  const socket = await listen()
  unlinkSync(path)
  expect(await watched(socket)).toBe('gone')
})

test('watching: taken away and put back at once is not gone; other files do not matter', async () => {
  const socket = await listen()
  let isGone = false
  if (socket !== null) watchSocket(socket, () => void (isGone = true))
  renameSync(path, join(folder, 'aside'))
  renameSync(join(folder, 'aside'), path)
  writeFileSync(join(folder, 'other'), 'x')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(isGone).toBe(false)
  expect(readFileSync(join(folder, 'other'), 'utf8')).toBe('x')
  expect(existsSync(path)).toBe(true)
  const gone = watched(socket)
  unlinkSync(path)
  await gone
  await expect.poll(() => isGone).toBe(true)
})

async function watched(socket: AgentSocket | null): Promise<'gone'> {
  return await new Promise((resolve) => {
    if (socket !== null) watchSocket(socket, () => resolve('gone'))
  })
}
