import { spawn } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { littlePatience, makeFolder } from './agent-fixture.ts'
import { connectAgent } from './client.ts'

const moduleUrl = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)

/** A process that serves one answer to everything, and may open 64 files. */
const program = `
  import { listenOnSocket } from ${moduleUrl('./listen.ts')}
  import { serveConnections } from ${moduleUrl('./server.ts')}
  const socket = await listenOnSocket(process.argv[1], async () => false)
  const handler = { handle: async () => 'served', answer: () => false, gone() {}, close() {}, isHeld: () => false }
  const patience = ${JSON.stringify(littlePatience)}
  serveConnections(socket.server, { openHandler: () => handler, peerOf: () => null, uid: 0, version: 'test', patience })
  console.log('ready')
  process.stdin.once('end', () => process.exit(0)).resume()`

test('F160 fd-flood: with 64 files it outlives 300 clients, and serves the next one', async () => {
  const path = join(makeFolder(), 'agent.sock')
  const shell = 'ulimit -n 64; exec "$0" --input-type=module -e "$1" "$2"'
  const child = spawn('/bin/sh', ['-c', shell, process.execPath, program, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const line = await createInterface(child.stdout)[Symbol.asyncIterator]().next()
  expect(line.value).toBe('ready')

  const flood: Socket[] = []
  for (let count = 0; count < 300; count++) {
    const socket = connect(path)
    socket.on('error', () => socket.destroy())
    flood.push(socket)
  }
  onTestFinished(() => {
    for (const socket of flood) socket.destroy()
  })
  const events = { answer: () => new Promise<never>(() => undefined), notify: () => undefined, heard: () => undefined }
  const serve = async (): Promise<unknown> => {
    const client = await connectAgent(path, events)
    if (typeof client === 'string') return client
    try {
      return await client.request({ op: 'x' })
    } finally {
      client.close()
    }
  }
  await expect.poll(serve, { timeout: 30_000 }).toBe('served')
  expect(child.exitCode).toBeNull()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.stdin.end()
  expect(await ended).toBe(0)
})
