import { readFileSync } from 'node:fs'

/**
 * Whether this process is in the foreground process group of its terminal, so that it may ask there.
 *
 * direnv, `make -j` and background jobs are not: a question from them would stop them or be typed over.
 */
export function isInForeground(): boolean {
  const groups = readGroupsFromProc() ?? readGroupsFromPs()
  return groups !== null && groups.own === groups.foreground
}

interface Groups {
  readonly own: number
  readonly foreground: number
}

/** proc(5), /proc/pid/stat: the fields after the command's closing parenthesis. */
function readGroupsFromProc(): Groups | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { own: Number(fields[2]), foreground: Number(fields[5]) }
  } catch {
    return null
  }
}

function readGroupsFromPs(): Groups | null {
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  const { status, stdout } = spawnSync('/bin/ps', ['-o', 'pgid=,tpgid=', '-p', String(process.pid)], {
    encoding: 'utf8',
  })
  const [own, foreground] = status === 0 ? stdout.trim().split(/\s+/).map(Number) : []
  return own === undefined || foreground === undefined ? null : { own, foreground }
}
