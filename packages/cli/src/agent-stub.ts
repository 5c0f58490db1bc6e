// An agent with nothing in it but its hardening: test/e2e/agent-process.test.ts builds and runs it in both flavours.
import { spawnSync } from 'node:child_process'
import { readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { url as inspectorUrl } from 'node:inspector'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { planAgentLaunch } from './agent-launch.ts'
import { findRefusal } from './agent-refusal.ts'
import { startAgent } from './agent-spawn.ts'
import { hardenAgent } from './hardening.ts'
import { closeInheritedFiles } from './inherited-files.ts'
import { openLibc } from './libc.ts'
import { startAgain } from './start-again.ts'
import { sendStartReport } from './start-report.ts'
import { createSystemCalls } from './system-calls.ts'

const [command = '', folder = '', ...more] = process.argv.slice(2)

switch (command) {
  case 'launch':
    await launch(more)
    break
  case 'serve':
    await serve()
    break
  case 'wait':
    setInterval(() => undefined, 1000)
    break
  case 'end':
    process.exit(1)
}

/** `launch FOLDER WORD…`: starts `WORD FOLDER…` as an agent and prints how that went. */
async function launch(words: readonly string[]): Promise<void> {
  const started = await startAgent(
    planAgentLaunch({
      flavour: AWSX_FLAVOUR,
      executable: process.execPath,
      script: AWSX_FLAVOUR === 'node' ? (process.argv[1] ?? '') : null,
      words: [words[0] ?? '', folder, ...words.slice(1)],
      env: process.env,
      writableFolders: [folder],
      knowsOption: (name) => process.allowedNodeEnvironmentFlags.has(name),
    }),
    words[0] === 'wait' ? 1000 : 20_000,
  )
  process.stdout.write(JSON.stringify(started))
}

/** `serve FOLDER [plain]`: answers on FOLDER/agent.sock; `plain` leaves the hardening out, as a control. */
async function serve(): Promise<void> {
  const calls = createSystemCalls(await openLibc())
  const hardening = more[0] === 'plain' ? null : hardenAgent(calls)
  const refusal = findRefusal({ env: process.env, inspectorUrl: inspectorUrl() })
  if (refusal !== null) {
    sendStartReport({ kind: 'refused', why: refusal }, process.env)
    process.exit(1)
  }
  closeInheritedFiles([3])
  const kept: Buffer[] = []

  function answer(socket: Socket, line: string): unknown {
    const [word, text = ''] = line.split(' ')
    if (word === 'keep') kept.push(Buffer.from(text, 'hex'))
    if (word === 'again') startAgain()
    if (word === 'try') return tryAll(text)
    const files = readdirSync('/proc/self/fd').map(describeDescriptor)
    return { pid: process.pid, hardening, peer: calls.peerOf(socket), inspector: inspectorUrl() ?? null, files }
  }

  const server = createServer((socket) => {
    socket.once('data', (data) => socket.end(JSON.stringify(answer(socket, String(data).trim()))))
    socket.on('error', () => undefined)
  })
  server.on('listening', () => sendStartReport({ kind: 'ready' }, process.env))
  // One that was started again may have the same process id.
  const path = join(folder, `${process.pid}.sock`)
  rmSync(path, { force: true })
  server.listen(path)
}

function describeDescriptor(fd: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`)
  } catch {
    return 'closed'
  }
}

/** What a process under `--permission` may and may not do. */
function tryAll(elsewhere: string): Record<string, string> {
  return {
    spawn: outcome(() => spawnSync('/bin/true')),
    writeInside: outcome(() => writeFileSync(join(folder, 'new'), '')),
    writeOutside: outcome(() => writeFileSync(elsewhere, '')),
  }
}

function outcome(task: () => unknown): string {
  try {
    task()
    return 'done'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'failed'
  }
}
