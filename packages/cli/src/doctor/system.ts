import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { note, type Check, type Finding } from './finding.ts'

/** What the system lets other programs of the same user see of memory. Notes only: it is the system's owner's to choose. */
export const systemCheck: Check = {
  name: 'system',
  run: () => ({
    what: 'the system',
    findings: judgeSystem({
      ptraceScope: read('/proc/sys/kernel/yama/ptrace_scope'),
      corePattern: read('/proc/sys/kernel/core_pattern'),
      coreLimit: /^Max core file size +(\S+)/m.exec(read('/proc/self/limits') ?? '')?.[1] ?? null,
      swaps: (read('/proc/swaps') ?? '').split('\n').slice(1).flatMap(readSwap),
    }),
  }),
}

/** What the system says; null where it does not. */
export interface SystemFacts {
  readonly ptraceScope: string | null
  readonly corePattern: string | null
  /** The soft limit, `0`, bytes or `unlimited`. */
  readonly coreLimit: string | null
  readonly swaps: readonly { readonly place: string; readonly isEncrypted: boolean }[]
}

/** Each is a note. */
export function judgeSystem({ ptraceScope, corePattern, coreLimit, swaps }: SystemFacts): Finding[] {
  const found: Finding[] = []
  if (ptraceScope === '0') {
    found.push(
      note('ptrace_scope', {
        message: 'every program of yours may read the memory of the others (ptrace_scope is 0)',
        why: 'also that of awsx, while it holds a key',
        fix: 'echo 1 | sudo tee /proc/sys/kernel/yama/ptrace_scope',
      }),
    )
  }
  // A program behind a pipe gets the memory whatever the limit says.
  const isPiped = corePattern?.startsWith('|') === true
  if (isPiped || (corePattern !== null && corePattern !== '' && coreLimit !== null && coreLimit !== '0')) {
    found.push(
      note('core_pattern', {
        message: isPiped
          ? `a crashed program's memory is given to ${basename(corePattern.slice(1).trim().split(' ')[0] ?? '')}`
          : "a crashed program's memory is written to a file",
        why: 'it may hold keys, and what keeps it may keep it for long',
        fix: isPiped ? null : 'ulimit -c 0',
      }),
    )
  }
  for (const { place } of swaps.filter(({ isEncrypted }) => !isEncrypted)) {
    found.push(
      note('swap', {
        message: `memory may be swapped to ${place}, which is not known to be encrypted`,
        why: 'a key can stay on the disk',
        fix: null,
      }),
    )
  }
  return found
}

/** One line of `/proc/swaps`. Compressed memory (zram) is no disk; what the kernel encrypts says so in its name. */
function readSwap(line: string): SystemFacts['swaps'] {
  const place = line.split(/\s/)[0] ?? ''
  if (place === '' || basename(place).startsWith('zram')) return []
  const isEncrypted = read(`/sys/class/block/${basename(place)}/dm/uuid`)?.startsWith('CRYPT-') === true
  return [{ place, isEncrypted }]
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return null
  }
}
