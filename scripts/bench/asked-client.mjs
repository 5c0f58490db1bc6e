// A client of an agent that is asked for the passphrase and never answers: `node asked-client.mjs SOCKET`.
import { connectAgent } from '../../packages/agent/src/client.ts'

const client = await connectAgent(process.argv[2], {
  answer: () => {
    console.log('asked')
    return new Promise(() => {})
  },
  notify: () => {},
  heard: () => {},
})
const caller = { env: {}, folder: '/', hasPerson: true, terminal: 'young', hasCode: false, pid: process.pid }
await client.request({ op: 'unlock', caller })
