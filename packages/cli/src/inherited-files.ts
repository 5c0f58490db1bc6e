import { closeSync, readdirSync, readFileSync } from 'node:fs'

/** Of the octal flags in /proc/PID/fdinfo: closes on exec. */
const closeOnExec = 0o2000000

/**
 * Closes what this process was started with beside the standard three and `keep`: a pipe of the caller's that stays open
 * in an agent would keep the caller waiting for its end. Returns how many there were. Linux only: elsewhere none is found.
 *
 * What the runtime opens itself it marks as closing on exec, so whatever is not marked came from outside. The native build
 * has nothing to close: it marks all it finds when it starts, and passes nothing on to an agent.
 */
export function closeInheritedFiles(keep: readonly number[] = []): number {
  let count = 0
  for (const fd of listDescriptors()) {
    if (fd <= 2 || keep.includes(fd) || closesOnExec(fd)) continue
    try {
      closeSync(fd)
      count += 1
    } catch {
      // The folder's own descriptor: closed by now.
    }
  }
  return count
}

function listDescriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number)
  } catch {
    return []
  }
}

function closesOnExec(fd: number): boolean {
  try {
    const flags = /^flags:\s+([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1]
    return flags === undefined || (Number.parseInt(flags, 8) & closeOnExec) !== 0
  } catch {
    return true
  }
}
