// What the picker costs: the first frame as the CPU time of a whole process, a key as that of the thread that draws.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const bun = join(import.meta.dirname, '../../node_modules/.bin/bun')

/** Words that narrow, words that do not, words in two columns; `v` is a key down, `<` deletes. */
const typed = 'prod webadmvvvv<<<<<<<<team 12vvv<<<<<<<stagingvvv<<<<<<<readonly 33<<<<<<<<<<<'
const rowCounts = [100, 1000, 10_000, 20_000]
const mostRounds = 5

/** Milliseconds of the first frames and of all keys, by build and number of profiles. */
export function measurePicker(world, runs) {
  const folder = join(world.root, 'picker')
  const built = spawnSync(bun, [join(import.meta.dirname, 'build-picker.mjs'), folder], { encoding: 'utf8' })
  if (built.status !== 0) throw new Error(`the picker cannot be built: ${built.stderr}`)
  const programs = {
    native: [join(folder, 'picker')],
    node: [process.execPath, join(folder, 'picker-program.js')],
  }
  const measured = Object.keys(programs).flatMap((build) =>
    rowCounts.map((rowCount) => ({ build, rowCount, firstFrameMs: [], keyMs: [] })),
  )
  for (let round = 0; round < Math.min(runs, mostRounds); round++) {
    for (const { build, rowCount, firstFrameMs, keyMs } of measured) {
      const [command, ...args] = programs[build]
      const { status, stdout, stderr } = spawnSync(command, [...args, String(rowCount), typed], {
        env: world.env,
        encoding: 'utf8',
      })
      if (status !== 0) throw new Error(`the picker of the ${build} build ended with ${status}: ${stderr}`)
      const result = JSON.parse(stdout)
      firstFrameMs.push(result.firstFrameMs)
      keyMs.push(...result.keyMs)
    }
  }
  return measured
}
