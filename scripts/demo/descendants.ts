import { execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'

/** Ends everything this process started, and what that started: first so that it can tidy up, after a second outright. */
export function endDescendants(): void {
  const deadline = Date.now() + 1000
  let signal: NodeJS.Signals = 'SIGHUP'
  for (let left = listDescendants(); left.length > 0; left = listDescendants()) {
    if (Date.now() > deadline + 1000) return
    if (Date.now() > deadline) signal = 'SIGKILL'
    for (const pid of left) end(pid, signal)
    // The caller is on its way out: nothing else has to run meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
  }
}

function listDescendants(): number[] {
  const parents = readParentsFromProc() ?? readParentsFromPs()
  const own = new Set([process.pid])
  // Process ids wrap around: a child's may be the lower one.
  for (let size = 0; size < own.size;) {
    size = own.size
    for (const [pid, parent] of parents) if (own.has(parent)) own.add(pid)
  }
  own.delete(process.pid)
  return [...own]
}

/** proc(5), /proc/pid/stat: state and parent follow the command's closing parenthesis. The dead do not count. */
function readParentsFromProc(): [number, number][] | null {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
    return pids.flatMap((pid): [number, number][] => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return state === 'Z' ? [] : [[Number(pid), Number(parent)]]
      } catch {
        return []
      }
    })
  } catch {
    return null
  }
}

function readParentsFromPs(): [number, number][] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return rows.flatMap((row): [number, number][] => {
    const [pid, parent, state = ''] = row.trim().split(/\s+/)
    return state.startsWith('Z') ? [] : [[Number(pid), Number(parent)]]
  })
}

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    return
  }
}
