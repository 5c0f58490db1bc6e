// `npm run bench [-- --runs N] [--requests N] [--json]`: what awsx costs, against empty programs and the peers that are installed.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { measureAgent, startBenchAgent } from './bench/agent.mjs'
import { readFacts } from './bench/facts.mjs'
import { measureHooks } from './bench/hooks.mjs'
import { checkCommand, measureInterleaved } from './bench/measure.mjs'
import { listPeers } from './bench/peers.mjs'
import { measureOnScreen } from './bench/on-screen.mjs'
import { measurePrompts } from './bench/prompts.mjs'
import { buildReferences } from './bench/references.mjs'
import { judgeBudgets, summarise } from './bench/result.mjs'
import { listRows } from './bench/rows.mjs'
import { formatResult } from './bench/table.mjs'
import { createBenchWorld } from './bench/world.mjs'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20' },
    requests: { type: 'string', default: '100000' },
    json: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const requests = Number(values.requests)
if (![runs, requests].every((count) => Number.isSafeInteger(count) && count >= 1)) {
  console.error('usage: npm run bench -- [--runs N] [--requests N] [--json]')
  process.exit(2)
}

const build = spawnSync(process.execPath, ['scripts/build.mjs'], { encoding: 'utf8' })
if (build.status !== 0) {
  console.error(build.stdout + build.stderr)
  process.exit(1)
}

const say = (words) => console.error(words)
const world = await createBenchWorld()
const agents = {}
let closePeers = async () => {}
try {
  for (const name of ['native', 'node']) agents[name] = await startBenchAgent(world, name)
  say('building the programs to compare with')
  const references = await buildReferences(world)
  const own = listRows(world, references, agents)
  for (const row of own) await checkCommand(row)
  const { rows: peers, absent, close } = await listPeers(world)
  closePeers = close
  const callsBefore = world.sandbox.calls.length
  const rows = [...own, ...peers]
  const times = await measureInterleaved(rows, runs, (round) => {
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${runs} `)
    if (round === runs && process.stderr.isTTY) process.stderr.write('\n')
  })
  const calls = world.sandbox.calls.length - callsBefore
  if (calls !== 0) throw new Error(`the measured commands made ${calls} calls: they did not use what was kept`)
  const screens = await measureOnScreen(world, agents, Math.min(runs, 10), (title) => say(`typing: ${title}`))
  const agentFacts = []
  for (const [name, agent] of Object.entries(agents)) {
    say(`asking the agent of the ${name} build ${requests} times`)
    agentFacts.push({ build: name, ...(await measureAgent(agent, world.profile, requests)) })
  }
  const result = summarise({
    agents: agentFacts,
    rows,
    times,
    onScreen: screens.onScreen,
    hooks: await measureHooks(world, runs),
    prompts: measurePrompts(world, runs),
    facts: readFacts(world, runs),
    absent: [...absent, ...screens.absent],
  })
  const budgets = judgeBudgets(result)
  if (values.json) console.log(JSON.stringify({ ...result, budgets }, null, 2))
  else console.log(formatResult(result, budgets))
} finally {
  for (const agent of Object.values(agents)) await agent.stop()
  await closePeers()
  await world.close()
}
