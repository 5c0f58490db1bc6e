import { readdirSync, readFileSync } from 'node:fs'
import type { Canaries } from './canary.ts'

/** A running process, as `/proc` shows it. */
export interface RunningProcess {
  readonly pid: number
  readonly argv: readonly string[]
  readonly environment: readonly string[]
}

/** Every process whose argv can be read; other users' environments are empty. Linux only: elsewhere none. */
export function listProcesses(): RunningProcess[] {
  return listPids().map((pid) => ({
    pid,
    argv: readList(`/proc/${pid}/cmdline`),
    environment: readList(`/proc/${pid}/environ`),
  }))
}

/** Throws where a planted secret is in the argv of any process, now. */
export function checkCommandLines(canaries: Canaries): void {
  checkArgvOf(listPids(), canaries)
}

function checkArgvOf(pids: readonly number[], canaries: Canaries): void {
  for (const pid of pids) {
    const argv = readList(`/proc/${pid}/cmdline`)
    canaries.check('argv', `process ${pid} (${argv[0] ?? '?'})`, argv.join('\0'))
  }
}

/** Runs `task` and looks at every argv again and again meanwhile; throws where a planted secret shows in one. */
export async function watchCommandLines<T>(canaries: Canaries, task: () => Promise<T>): Promise<T> {
  const failures: unknown[] = []
  // A look should cost little: what was there before, threads of the kernel and all, is looked at again at the end only.
  const before = new Set(listPids())
  function look(pids: readonly number[]): void {
    try {
      checkArgvOf(pids, canaries)
    } catch (error) {
      failures.push(error)
    }
  }
  const timer = setInterval(() => look(listPids().filter((pid) => !before.has(pid))), 10)
  try {
    const result = await task()
    look(listPids())
    if (failures.length > 0) throw failures[0]
    return result
  } finally {
    clearInterval(timer)
  }
}

function listPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function readList(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\0')
      .filter((text) => text !== '')
  } catch {
    return []
  }
}
