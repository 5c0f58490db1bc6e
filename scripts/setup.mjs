// Installs what the project needs, once for each state of the lockfile. Runs on Node 16 with npm alone.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { runPnpm } from './pnpm.mjs'

/** The folder of the checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const stamp = join(root, 'node_modules', '.awsx-setup')

/** Makes node_modules match the lockfile; returns at once when it does. Throws when the installation fails. */
export async function setUp() {
  const wanted = describeInputs()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('setting up (once; needs the network)…')
  const { code, output } = await runPnpm(['install', '--frozen-lockfile'], root)
  if (code !== 0) throw new Error(explainFailure(output))
  writeFileSync(stamp, wanted)
}

function describeInputs() {
  const hash = createHash('sha256')
  for (const name of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, name)))
  return `${process.platform} ${process.arch} ${hash.digest('hex')}\n`
}

function explainFailure(output) {
  const said = output
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^npm warn/i.test(line))
    .slice(-30)
    .join('\n')
  const offline =
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network|fetch failed|error sending request/i.test(said)
  const reason = offline ? 'the package registry cannot be reached' : 'the installation failed'
  const next = offline ? 'check the network, the proxy and the npm registry' : 'see what it said above'
  return `${said}\n\nset-up: ${reason}: ${next}, then run the same command again`
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await setUp().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
