import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { RunResult, World } from '../../harness/index.ts'
import type { Problem } from './fault-probe.ts'
import type { StoreWorld } from './store-world.ts'

/** Why no file system can be mounted for a test; null where one can, in a namespace of its own. */
export function findMountProblem(): Problem | null {
  if (process.platform !== 'linux') return { reason: 'small file systems are mounted on Linux only', missing: false }
  const { error, status, stderr } = spawnSync('unshare', [
    '-rm',
    'mount',
    '-t',
    'tmpfs',
    '-o',
    'size=64k',
    'none',
    '/mnt',
  ])
  if (error !== undefined) return { reason: 'unshare is not installed', missing: true }
  return status === 0 ? null : { reason: `nothing can be mounted here: ${String(stderr).trim()}`, missing: false }
}

/**
 * Runs a script in which `$SMALL` is an empty file system of 64 KiB and holds the home; it is copied out at the end.
 *
 * It has `fill N`, which leaves N free blocks of 4 KiB, `room`, which takes the filling away, and {@link tryCommand}.
 */
export function runOnSmallDisk(
  { world }: Pick<StoreWorld, 'world'>,
  script: string,
  stdin: string,
): Promise<RunResult> {
  const frame = `
export SMALL=${world.root}/small
mkdir "$SMALL"
mount -t tmpfs -o size=64k,mode=700 none "$SMALL"
export HOME="$SMALL/home" AWSX_HOME="$SMALL/awsx"
mkdir -m 700 "$HOME"
fill() {
  rm -f "$SMALL/fill"
  local blocks
  blocks=$(stat -f -c %f "$SMALL")
  if [ "$blocks" -gt "$1" ]; then head -c $(((blocks - $1) * 4096)) /dev/zero >"$SMALL/fill"; fi
}
room() { rm -f "$SMALL/fill"; }
${script}
cp -a "$SMALL" ${world.root}/kept
`
  return runInNamespace(world, frame, stdin)
}

/** Runs a script in which the home is mounted read-only; it has {@link tryCommand}. */
export function runReadOnly({ world }: StoreWorld, script: string, stdin: string): Promise<RunResult> {
  const frame = `
mount --bind ${world.home} ${world.home}
mount -o remount,bind,ro ${world.home}
${script}
`
  return runInNamespace(world, frame, stdin)
}

/** `try NAME COMMAND…` runs a command and prints `NAME CODE`, then its stderr with `NAME: ` before each line. */
function tryCommand(root: string): string {
  return `
try() {
  local name=$1 code=0
  shift
  "$@" <${root}/stdin >${root}/out 2>${root}/err || code=$?
  echo "$name $code"
  sed "s/^/$name: /" ${root}/err
}
`
}

function runInNamespace(world: World, script: string, stdin: string): Promise<RunResult> {
  world.write(join(world.root, 'stdin'), stdin)
  const whole = `set -eu\n${tryCommand(world.root)}\n${script}\nrm ${world.root}/out ${world.root}/err\n`
  return world.runCommand(['unshare', '-rm', 'bash', '-c', whole], { cwd: world.root, timeoutMs: 280_000 })
}
