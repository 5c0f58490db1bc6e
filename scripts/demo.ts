// `npm run demo [-- --node]`: the story of the README against a fake AWS, in a throw-away HOME.
//
// On a terminal a person plays it; without one it plays itself on a terminal of its own, and checks every step.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { styleText, parseArgs } from 'node:util'
import { runDemo } from './demo/run-demo.ts'
import { playDemo } from './demo/robot.ts'

const root = join(import.meta.dirname, '..')
const { values: flags } = parseArgs({
  options: {
    // The Node bundle, although the native executable is there.
    node: { type: 'boolean', default: false },
    // Answers by variables and flags, as where no terminal can be opened.
    'no-pty': { type: 'boolean', default: false },
    // For the process that `playDemo` starts: there is a terminal, and nobody to wait for.
    played: { type: 'boolean', default: false },
  },
})

if (!flags.played && !(await build())) process.exit(1)
const native = join(root, 'packages/cli/dist/native/awsx')
const awsxPath = !flags.node && existsSync(native) ? native : join(root, 'packages/cli/dist/node/awsx.js')
const hasTerminal = process.stdin.isTTY && process.stdout.isTTY

if (flags.played) process.exitCode = await runDemo('played', awsxPath)
else if (hasTerminal && !flags['no-pty']) process.exitCode = await runDemo('guided', awsxPath)
else {
  const argv = [import.meta.filename, '--played', ...(flags.node ? ['--node'] : [])]
  const played = flags['no-pty'] ? null : await playDemo(argv, root)
  process.exitCode = played ?? (await runDemo('unattended', awsxPath))
}

/** Builds in silence; what a failed build said is shown. */
async function build(): Promise<boolean> {
  process.stderr.write(styleText('dim', 'building…\n', { stream: process.stderr }))
  const child = spawn(process.execPath, [join(root, 'scripts/build.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) console.error('demo: the build failed: see what it said above, then run npm run demo again')
  return code === 0
}
