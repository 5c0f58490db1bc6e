// How soon another client is asked when the one that shows the question is killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { connectAgent } from '../../packages/agent/src/client.ts'

const rounds = 5

/** The longest of a few take-overs of a locked agent's question for the passphrase, in milliseconds. */
export async function measureTakeOver({ socket }) {
  let longest = 0
  for (let round = 0; round < rounds; round++) longest = Math.max(longest, await takeOver(socket))
  return longest
}

async function takeOver(socket) {
  let asked = () => {}
  const client = await connectAgent(socket, {
    answer: () => {
      asked()
      return new Promise(() => {})
    },
    notify: () => {},
    heard: () => {},
  })
  const untilAsked = () => new Promise((resolve) => (asked = resolve))
  const caller = { env: {}, folder: '/', hasPerson: true, terminal: 'old', hasCode: false, pid: process.pid }
  const first = untilAsked()
  // It ends when the connection does.
  client.request({ op: 'unlock', caller }).catch(() => {})
  await first
  const young = spawn(process.execPath, [fileURLToPath(new URL('./asked-client.mjs', import.meta.url)), socket], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    await once(young.stdout, 'data')
    const again = untilAsked()
    const killedAt = performance.now()
    young.kill('SIGKILL')
    await again
    return performance.now() - killedAt
  } finally {
    young.kill('SIGKILL')
    client.close()
  }
}
