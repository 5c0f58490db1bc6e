import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { makeFolder } from './agent-fixture.ts'
import { judgeSocket } from './socket-place.ts'

const uid = process.getuid?.() ?? 0
let folder: string
let path: string
beforeEach(() => {
  folder = join(makeFolder(), 'run')
  path = join(folder, 'agent.sock')
})

async function listen(): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(path, resolve))
  onTestFinished(() => void server.close())
}

test('no folder, and no socket in it, is no reason for suspicion', () => {
  expect(judgeSocket(path, uid)).toBeNull()
  mkdirSync(folder, { mode: 0o700 })
  expect(judgeSocket(path, uid)).toBeNull()
})

test('a socket of the user, in a folder of the user alone', async () => {
  mkdirSync(folder, { mode: 0o700 })
  await listen()
  expect(judgeSocket(path, uid)).toBeNull()
})

test.each([0o750, 0o705, 0o770, 0o707, 0o711, 0o777, 0o1777])('a folder of mode %o', async (mode) => {
  mkdirSync(folder, { mode: 0o700 })
  await listen()
  chmodSync(folder, mode)
  expect(judgeSocket(path, uid)).toEqual({ reason: `${folder} is open to others`, mend: `chmod 700 ${folder}` })
})

test('a folder of somebody else', async () => {
  mkdirSync(folder, { mode: 0o700 })
  await listen()
  expect(judgeSocket(path, uid + 1)).toEqual({
    reason: `${folder} is not your own folder`,
    mend: `mv ${folder} ${folder}.old`,
  })
})

test('a link to a folder, and a file in the place of one', () => {
  const real = join(makeFolder(), 'real')
  mkdirSync(real, { mode: 0o700 })
  symlinkSync(real, folder)
  expect(judgeSocket(path, uid)?.reason).toBe(`${folder} is not your own folder`)
  const file = join(real, 'file')
  writeFileSync(file, '')
  expect(judgeSocket(join(file, 'agent.sock'), uid)?.reason).toBe(`${file} is not your own folder`)
  // Further up there can be no socket, so there is none to distrust.
  expect(judgeSocket(join(file, 'run', 'agent.sock'), uid)).toBeNull()
})

test.each([
  ['a file', () => writeFileSync(path, '')],
  ['a folder', () => mkdirSync(path)],
  ['a link', () => symlinkSync('elsewhere', path)],
])('%s in the place of the socket', (_name, make) => {
  mkdirSync(folder, { mode: 0o700 })
  make()
  expect(judgeSocket(path, uid)).toEqual({ reason: `${path} is not a socket of yours`, mend: `mv ${path} ${path}.old` })
})
