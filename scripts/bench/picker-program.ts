// Draws the picker on a terminal that is not there, types into it, and prints what that cost, as CPU time.
import { runPicker } from '../../packages/tui/src/index.ts'
import type { PickerRow, PickerWorld, Terminal } from '../../packages/tui/src/index.ts'

const [count = '1000', ...typed] = process.argv.slice(2)
const rows = Array.from({ length: Number(count) }, (_, at) => makeRow(at))

const expiresAt = Date.now() + 2_520_000
let frames = 0
let hear: (bytes: Uint8Array | null) => void = () => undefined
const costs: number[] = []
let firstFrameMs = 0

const terminal: Terminal = {
  size: () => ({ columns: 120, rows: 40 }),
  onResize: () => () => undefined,
  write(text) {
    if (!text.includes('\u001b[?2026h')) return
    frames++
    if (frames === 1) firstFrameMs = cpuMs()
  },
  hold: () => () => undefined,
  listen(listener) {
    hear = listener
    return () => undefined
  },
  stop: null,
}

const world: PickerWorld<string> = {
  now: () => Date.now(),
  rows: () => rows,
  state: (row) => (row.frecency > 0 ? { kind: 'ready', expiresAt } : { kind: 'needs-mfa' }),
  preview: (row) => ({
    steps: ['identity', 'MFA', `${row.role} @ ${row.accountAlias}`].map((label) => ({ label, cachedUntil: null })),
    asks: ['MFA code'],
    notes: [],
  }),
  onChange: () => () => undefined,
  use: (row) => Promise.resolve(row.name),
  actions: () => [],
}

const picked = runPicker({ world, terminal, env: {} })
// What is got ready between the first frame and the first key is not a key's cost.
await new Promise((resolve) => setTimeout(resolve, 2000))
const readyMs = cpuMs()
for (const key of typed.join(' ')) {
  const before = threadMs()
  const framesBefore = frames
  hear(new TextEncoder().encode(key === '<' ? '\u007f' : key === 'v' ? '\u001b[B' : key))
  if (frames === framesBefore) throw new Error(`nothing was drawn for ${key}`)
  costs.push(threadMs() - before)
  await idle(1)
}
hear(new Uint8Array([0x03]))
await picked
console.log(JSON.stringify({ firstFrameMs, preparedMs: readyMs - firstFrameMs, keyMs: costs }))

async function idle(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve))
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Of the thread that draws: what others do at the same time, nobody waits for. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function makeRow(at: number): PickerRow {
  const role = ['WebAdmin', 'ReadOnly', 'Deploy', 'Billing'][at % 4] ?? ''
  const stage = ['prod', 'staging', 'dev'][at % 3] ?? ''
  return {
    name: `team${at % 97}-${stage}-${role.toLowerCase()}-${at}`,
    accountId: String(100_000_000_000 + at),
    accountAlias: `team${at % 97}-${stage}`,
    role,
    region: ['eu-west-1', 'us-east-1', 'ap-southeast-2'][at % 3] ?? '',
    colour: stage === 'prod' ? 'red' : null,
    isPinned: at % 1000 === 7,
    isHidden: false,
    frecency: at % 500 === 3 ? at + 1 : 0,
  }
}
