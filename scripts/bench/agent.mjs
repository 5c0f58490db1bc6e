// An agent of each build with an unlocked vault and a live session, as after a day's first command.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectAgent } from '../../packages/agent/src/client.ts'
import { measureTakeOver } from './take-over.mjs'

const passphrase = 'six random words are quite enough'

/** Starts an agent with the build's own program; `env` is what its clients get. */
export async function startBenchAgent(world, build) {
  const home = join(world.root, `agent-${build}`)
  const { AWSX_IDENTITY_FILE: _, ...rest } = world.env
  const env = { ...rest, AWSX_HOME: home }
  const file = world.write(`agent-${build}.txt`, `${passphrase}\n`)
  const { accessKeyId, secretAccessKey } = world.accessKey
  const program = world.programs[build]
  const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  const run = (args, more = {}) => runProgram(program, args, { ...env, ...more })
  const socket = join(home, 'run/agent.sock')
  const stop = () => run(['agent', 'stop'])
  await run(['add', 'identity', '--from-env', '--no-verify'], { ...key, AWSX_PASSPHRASE_FILE: file })
  await run(['agent', 'start'])
  try {
    await unlock(socket)
    await run(['env', 'web-admin'], { AWSX_MFA_CODE: await nextCode(world.phone) })
  } catch (error) {
    await stop()
    throw error
  }
  const status = async () => JSON.parse(await run(['agent', 'status', '--json']))
  return { env, socket, status, stop, lock: () => run(['lock']) }
}

/** Not by spawnSync: the sandbox that it may call lives in this process. */
function runProgram(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const output = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(output.stdout) : reject(new Error(`awsx ${args[0]} ended with ${code}: ${output.stderr}`)),
    )
  })
}

/** A phone gives no more than two codes at a time; then the next half minute has to come. */
async function nextCode(phone) {
  for (;;) {
    try {
      return phone.takeCode()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
  }
}

async function unlock(socket) {
  const client = await connectAgent(socket, {
    answer: async () => ({ kind: 'secret', of: 'passphrase', secret: Buffer.from(passphrase) }),
    notify: () => {},
    heard: () => {},
  })
  const caller = { env: {}, folder: '/', hasPerson: true, terminal: null, hasCode: false, pid: process.pid }
  await client.request({ op: 'unlock', caller })
  client.close()
}

/**
 * The resident memory of an agent after a hundredth, a tenth and all of `requests`; its wake-ups, idle and locked; and
 * how long the take-over of a question takes.
 */
export async function measureAgent(agent, profile, requests) {
  const memory = []
  for (const total of [requests / 100, requests / 10, requests].map(Math.ceil)) {
    const done = memory.at(-1)?.requests ?? 0
    memory.push({ requests: total, ...(await askOften(agent, profile, total - done)) })
  }
  await agent.lock()
  const { pid } = await agent.status()
  // What a start leaves to do (V8 tidies its heap for some ten seconds) is done by then.
  await new Promise((resolve) => setTimeout(resolve, 20_000))
  const wakeUps = await countWakeUps(pid, 10_000)
  return { memory, wakeUps, takeOverMs: await measureTakeOver(agent) }
}

/** Asks an agent `count` times for a session, one after the other; its memory then, in MB. */
async function askOften({ socket, env, status }, profile, count) {
  const client = await connectAgent(socket, { answer: async () => null, notify: () => {}, heard: () => {} })
  const caller = { env, folder: '/', hasPerson: false, terminal: null, hasCode: false, pid: process.pid }
  const call = { profile, mayComplete: false, flags: {}, refresh: false, minTtlSeconds: 0, caller }
  for (let index = 0; index < count; index++) await client.request({ op: 'session', call })
  client.close()
  const { memoryBytes, pid } = await status()
  return { mb: memoryBytes / 1e6, ownMb: readOwnMemory(pid) }
}

/** What of the resident memory is not pages of files that others share, in MB; null where the kernel does not say. */
function readOwnMemory(pid) {
  try {
    const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return (Number(kilobytes) * 1024) / 1e6
  } catch {
    return null
  }
}

/** How often a process was put to sleep and woken in `ms`, by the kernel's count; null where it does not say. */
async function countWakeUps(pid, ms) {
  const read = () => {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8')
    return Number(/^voluntary_ctxt_switches:\s+(\d+)$/m.exec(text)?.[1])
  }
  try {
    const before = read()
    await new Promise((resolve) => setTimeout(resolve, ms))
    return read() - before
  } catch {
    return null
  }
}
