// boto3 for the tests, in a Python of its own under node_modules: the versions that are pinned, whatever the system has.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)
const folder = join(root, 'node_modules/.cache/boto3')
const requirements = join(root, 'test/python/requirements.txt')
const stamp = join(folder, '.made-from')

/** Makes it, once for each state of the pinned versions; returns what is wrong, null where it is there. */
export function installBoto3() {
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && run(python(), ['-c', 'import boto3']).isGood)
    return null
  rmSync(folder, { recursive: true, force: true })
  const base = ['/usr/bin/python3', 'python3'].find((name) => run(name, ['-c', 'import ensurepip, venv']).isGood)
  if (base === undefined) return 'there is no python3 with venv'
  const made = run(base, ['-m', 'venv', folder])
  if (!made.isGood) return `python3 -m venv failed: ${made.said}`
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input']
  // Wheels only: nothing of what is installed runs code while it is installed.
  const pinned = ['--no-deps', '--only-binary', ':all:', '--require-hashes', '-r', requirements]
  const installed = run(python(), [...install, ...pinned])
  if (!installed.isGood) return `pip install failed: ${installed.said}`
  writeFileSync(stamp, wanted)
  return null
}

function python() {
  return join(folder, 'bin/python')
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8', timeout: 300_000 })
  return { isGood: status === 0, said: error?.message ?? stderr.trim().split('\n').at(-1) }
}
