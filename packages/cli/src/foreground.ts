import { readFileSync } from 'node:fs'

/** The terminal of this process. */
export interface OwnTerminal {
  /** The kernel's name of it, the same for all processes on it; null where none is known. */
  readonly id: string | null
  /**
   * Whether this process is in its foreground process group, so that it may ask there.
   *
   * direnv, `make -j` and background jobs are not: a question from them would stop them or be typed over.
   */
  readonly isForeground: boolean
}

/** Looks at the terminal of this process; without one nobody is in the foreground. */
export function ownTerminal(): OwnTerminal {
  return readFromProc() ?? readFromPs() ?? { id: null, isForeground: false }
}

/**
 * Whether this process is in the process group of the session's leader: of the shell itself, as within its `$(…)`; true
 * where the system does not say.
 */
export function isInGroupOfLeader(): boolean {
  try {
    const fields = readStat()
    return fields[2] === fields[3]
  } catch {
    return true
  }
}

/** proc(5), /proc/pid/stat: the fields after the command's closing parenthesis. */
function readStat(): readonly string[] {
  const stat = readFileSync('/proc/self/stat', 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function readFromProc(): OwnTerminal | null {
  try {
    const fields = readStat()
    return { id: fields[4] === '0' ? null : (fields[4] ?? null), isForeground: fields[2] === fields[5] }
  } catch {
    return null
  }
}

function readFromPs(): OwnTerminal | null {
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { status, stdout } = spawnSync('/bin/ps', ['-o', 'pgid=,tpgid=,tty=', '-p', String(process.pid)], {
    encoding: 'utf8',
  })
  const [own, foreground, id] = status === 0 ? stdout.trim().split(/\s+/) : []
  return own === undefined || foreground === undefined ? null : { id: id ?? null, isForeground: own === foreground }
}
