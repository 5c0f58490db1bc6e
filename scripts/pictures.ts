// `npm run pictures [-- NAME…]`: the pictures of the README, from real runs of the native build on a real terminal.
//
// Two runs on one machine give the same bytes: the clock stands still, and all names are the company's.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { disguise } from './pictures/disguise.ts'
import { scenes } from './pictures/scenes/index.ts'
import { openStage } from './pictures/stage.ts'
import { formatSvg } from './pictures/svg.ts'

const root = join(import.meta.dirname, '..')
const names = process.argv.slice(2)
const unknown = names.filter((name) => scenes.every((scene) => scene.name !== name))
if (unknown.length > 0) {
  console.error(`pictures: there is no ${unknown.join(', ')}; there are ${scenes.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const build = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root, encoding: 'utf8' })
if (build.status !== 0) {
  console.error(build.stdout + build.stderr)
  process.exit(1)
}

const folder = join(root, 'docs/pictures')
mkdirSync(folder, { recursive: true })
for (const scene of scenes.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const stage = await openStage(join(root, 'packages/cli/dist/native/awsx'))
  try {
    const svg = formatSvg(disguise(await scene.play(stage), stage.home), scene)
    writeFileSync(join(folder, `${scene.name}.svg`), svg)
    console.log(`docs/pictures/${scene.name}.svg  ${(svg.length / 1000).toFixed(1)} KB`)
  } finally {
    await stage.close()
  }
}
