// `node scripts/run.mjs TASK [ARG…]`: sets the checkout up if it must, then runs scripts/TASK with the project's own Node.
// Needs Node 16 and npm, nothing else: it is what runs in a fresh clone.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { root, setUp } from './setup.mjs'

const tasks = ['build', 'demo', 'test', 'bench', 'pictures', 'fix']
const [task, ...args] = process.argv.slice(2)

if (!tasks.includes(task)) fail(`usage: node scripts/run.mjs ${tasks.join('|')} [ARG…]`, 2)

try {
  await setUp()
} catch (error) {
  fail(error.message, 1)
}

const script = [`${task}.mjs`, `${task}.ts`].map((name) => join(root, 'scripts', name)).find((path) => existsSync(path))
if (script === undefined) fail(`there is no script for "${task}" yet`, 1)

const bin = join(root, 'node_modules', '.bin')
const child = spawn(join(bin, 'node'), [script, ...args], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: bin + delimiter + process.env.PATH },
})
// The terminal sends these to the script too, which decides how it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => fail(`cannot start ${script}: ${error.message}`, 1))
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))

function fail(message, code) {
  console.error(message)
  process.exit(code)
}
