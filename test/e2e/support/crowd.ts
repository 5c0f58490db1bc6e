import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentChange, Pty, RunResult, World } from '../../harness/index.ts'
import { until } from './until.ts'

/** Processes of awsx in the foreground of one terminal, as `make` and shell scripts start them. */
export interface Crowd {
  readonly pty: Pty
  /** Starts the same command once more; returns its number, from 1. */
  start(): number
  /** The process of a number, once it runs. */
  pid(number: number): Promise<number>
  /** How it ended. */
  result(number: number): Promise<Pick<RunResult, 'stdout' | 'stderr' | 'code'>>
  /** Whether it has ended. */
  isDone(number: number): boolean
}

const script = `
dir=$1; shift; i=1
while :; do
  until test -e "$dir/$i.start"; do sleep 0.02; done
  ( sh -c 'echo $$ >"$0.pid"; exec "$@"' "$dir/$i" "$@" >"$dir/$i.out" 2>"$dir/$i.err"; echo $? >"$dir/$i.code" ) &
  i=$((i + 1))
done
`

let crowds = 0

/** Opens a terminal for `awsx ARGS`, many times over; nothing runs yet. */
export function openCrowd(here: World, args: readonly string[], env: EnvironmentChange = {}): Crowd {
  crowds += 1
  const folder = join(here.root, `crowd-${crowds}`)
  mkdirSync(folder)
  const pty = here.ptyCommand(['sh', '-c', script, 'crowd', folder, here.awsx, ...args], { env })
  let count = 0
  const path = (number: number, what: string): string => join(folder, `${number}.${what}`)
  const read = (number: number, what: string): string => readFileSync(path(number, what), 'utf8')
  const line = (number: number, what: string): Promise<string> =>
    until(
      `${what} of number ${number}`,
      () => existsSync(path(number, what)) && /^.+\n$/.test(read(number, what)) && read(number, what),
      60_000,
    )

  return {
    pty,
    start() {
      count += 1
      writeFileSync(path(count, 'start'), '')
      return count
    },
    pid: async (number) => Number(await line(number, 'pid')),
    async result(number) {
      const code = Number(await line(number, 'code'))
      return { stdout: read(number, 'out'), stderr: read(number, 'err'), code }
    },
    isDone: (number) => existsSync(path(number, 'code')),
  }
}

/** How often a text was written to a terminal. */
export function countOn(pty: Pty, text: string): number {
  return pty.raw().toString('utf8').split(text).length - 1
}
