// Whole processes, by the clock on the wall.
import { spawn } from 'node:child_process'

const warmUps = 2

/** Runs a row once; throws when it ends with an error or does not print what it must. */
export async function checkCommand(row) {
  const { code, stdout, stderr } = await runRow(row)
  if (code === 0 && row.shows.test(stdout)) return
  throw new Error(`${row.title} is not what it should be (exit code ${code}): ${stderr || stdout}`)
}

/** Milliseconds of each row, by id: in each round every row runs once, so that what slows the machine slows them all. */
export async function measureInterleaved(rows, runs, tellRound) {
  const times = new Map(rows.map(({ id }) => [id, []]))
  for (let round = 1 - warmUps; round <= runs; round++) {
    if (round > 0) tellRound(round)
    for (const row of rows) {
      const { code, ms } = await runRow(row)
      if (code !== 0) throw new Error(`${row.title} ended with ${code} in round ${round}`)
      if (round > 0) times.get(row.id).push(ms)
    }
  }
  return times
}

function runRow({ argv: [command, ...args], env }) {
  return new Promise((resolve, reject) => {
    const output = { stdout: '', stderr: '' }
    const startedAt = performance.now()
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
    let ms = 0
    for (const name of ['stdout', 'stderr'])
      child[name].setEncoding('utf8').on('data', (text) => (output[name] += text))
    child.on('error', reject)
    child.on('exit', () => (ms = performance.now() - startedAt))
    child.on('close', (code) => resolve({ ...output, code, ms }))
  })
}
