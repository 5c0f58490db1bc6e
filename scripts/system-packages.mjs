// The programs that tests use and npm cannot bring.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Program -> Debian package. */
const programs = {
  zsh: 'zsh',
  fish: 'fish',
  dash: 'dash',
  shellcheck: 'shellcheck',
  age: 'age',
  strace: 'strace',
  faketime: 'faketime',
  tmux: 'tmux',
  openssl: 'openssl',
  direnv: 'direnv',
  aws: 'awscli',
  'bash-completion': 'bash-completion',
  'python3-venv': 'python3-venv',
  'dbus-daemon': 'dbus-daemon',
  'dbus-send': 'dbus-bin',
  'gnome-keyring-daemon': 'gnome-keyring',
}

/** Installs what is missing where that is possible (root on Debian or Ubuntu); returns the names that are still missing. */
export function installSystemPackages() {
  const missing = findMissing()
  if (missing.length === 0 || process.getuid?.() !== 0 || !findProgram('apt-get')) return missing
  const packages = missing.map((name) => programs[name])
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  // Without an update first: mirrors drop old versions, so a list that is there may still be of no use.
  if (!runApt(install)) {
    runApt(['update', '-qq'])
    runApt(install)
  }
  return findMissing()
}

function findMissing() {
  return Object.keys(programs).filter((name) => !(checks[name] ?? findProgram)(name))
}

/** What is not found by its name on PATH. */
const checks = {
  aws: hasAwsV2,
  'bash-completion': () => existsSync('/usr/share/bash-completion/bash_completion'),
  'python3-venv': hasVenv,
}

function hasVenv() {
  return ['/usr/bin/python3', 'python3'].some((name) => spawnSync(name, ['-c', 'import ensurepip, venv']).status === 0)
}

function hasAwsV2() {
  const candidates = ['/usr/bin/aws', '/usr/local/bin/aws', 'aws'].filter((path) => path === 'aws' || existsSync(path))
  return candidates.some((path) => spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout?.startsWith('aws-cli/2'))
}

function findProgram(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, name)))
}

function runApt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', args, { env, stdio: 'ignore', timeout: 300_000 }).status === 0
}
