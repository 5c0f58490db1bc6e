import { spawnSync } from 'node:child_process'
import type { Problem } from './fault-probe.ts'
import { readText } from './store-world.ts'

/** What happens to a system call: the process is killed as it enters it, or it fails with an errno. */
export type Fault = 'KILL' | 'ENOSPC' | 'EIO' | 'EDQUOT' | 'EROFS' | 'EINTR' | 'EMFILE'

/** A system call of the main thread on a file under the folder that is watched. */
export interface TracedCall {
  readonly syscall: string
  /** Its file, relative to the folder, without what is random in its name; two joined for a link or a rename. */
  readonly path: string
  /** It is the nth call of this name in the process: what `strace --inject … when=` counts. */
  readonly ordinal: number
  /** It is the nth call of this name on this path. */
  readonly occurrence: number
  /** Whether it changes what is on disk, or is on the way to it. */
  readonly mutates: boolean
}

const readers = 'openat open read pread64 close statx newfstatat fstat stat lstat getdents64'.split(' ')
const writers = (
  'write pwrite64 writev fsync fdatasync link linkat rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat chmod ' +
  'fchmod fchmodat ftruncate utimensat futimesat fallocate symlink symlinkat copy_file_range sendfile'
).split(' ')
const traced = [...readers, ...writers].join(',')

/** Why no fault can be injected here; null where one can. `missing`: the tool could be installed. */
export function findInjectionProblem(): Problem | null {
  if (process.platform !== 'linux') return { reason: 'system calls are traced on Linux only', missing: false }
  const { error, status, stderr } = spawnSync('strace', injecting('mkdir', 1, 'ENOSPC', '/dev/null', ['true']).slice(1))
  if (error !== undefined) return { reason: 'strace is not installed', missing: true }
  return status === 0 ? null : { reason: `ptrace is not permitted here: ${String(stderr).trim()}`, missing: false }
}

/** The argv that runs `argv` and writes its system calls to `traceFile`. */
export function tracing(traceFile: string, argv: readonly string[]): [string, ...string[]] {
  return ['strace', '-y', '-s', '0', '-o', traceFile, '-e', `trace=${traced}`, ...argv]
}

/** The same with one call of the main thread failing. */
export function injecting(
  syscall: string,
  ordinal: number,
  fault: Fault,
  traceFile: string,
  argv: readonly string[],
): [string, ...string[]] {
  const effect = fault === 'KILL' ? 'signal=KILL' : `error=${fault}`
  return tracing(traceFile, ['-e', `inject=${syscall}:${effect}:when=${ordinal}`, ...argv])
}

/** The calls on files under `folder`, in order, and the one that was made to fail. */
export function readTrace(traceFile: string, folder: string): { calls: TracedCall[]; hit: TracedCall | null } {
  const calls: TracedCall[] = []
  const ordinals = new Map<string, number>()
  const occurrences = new Map<string, number>()
  let hit: TracedCall | null = null
  for (const line of readText(traceFile).split('\n')) {
    const [, syscall, rest] = /^(\w+)\((.*)$/.exec(line) ?? []
    if (syscall === undefined || rest === undefined) continue
    const ordinal = count(ordinals, syscall)
    const end = rest.lastIndexOf(') = ')
    const path = readPath(end < 0 ? rest : rest.slice(0, end), folder)
    const isHit = line.endsWith('(INJECTED)') || /\) += \?$/.test(line)
    if (path === null) continue
    const call: TracedCall = {
      syscall,
      path,
      ordinal,
      occurrence: count(occurrences, `${syscall} ${path}`),
      mutates: writers.includes(syscall) || rest.includes('O_CREAT') || (syscall === 'close' && path.includes('.tmp')),
    }
    calls.push(call)
    if (isHit) hit = call
  }
  return { calls, hit }
}

/** A call by name, the same in every run. */
export function nameCall({ syscall, path, occurrence }: TracedCall): string {
  return `${syscall} ${path} #${occurrence}`
}

function readPath(args: string, folder: string): string | null {
  const found = args.replaceAll(/AT_FDCWD<[^>]*>/g, '').matchAll(/"([^"]*)"|<([^>]*)>/g)
  const paths = [...found]
    .map(([, quoted, open]) => quoted ?? open ?? '')
    .filter((path) => path.startsWith(`${folder}/`))
    .map((path) => path.slice(folder.length + 1).replaceAll(/\.(tmp|settings)-[-\w]+/g, '.$1'))
  return paths.length === 0 ? null : paths.join(' -> ')
}

function count(counts: Map<string, number>, name: string): number {
  const next = (counts.get(name) ?? 0) + 1
  counts.set(name, next)
  return next
}
