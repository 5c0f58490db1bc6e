import { interactiveShell } from '../../harness/index.ts'
import type { EnvironmentChange, Pty, ShellName, Tutorial } from '../../harness/index.ts'

/** The shells with a hook. */
export type HookShell = Exclude<ShellName, 'dash'>

/** All of them. */
export const hookShells: readonly HookShell[] = ['bash', 'zsh', 'fish']

/** The line that loads the hook. */
export function loadHook(shell: HookShell): string {
  return shell === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell})"`
}

/** The line that takes the credentials of `words` into the shell without the hook. */
export function evalEnv(shell: HookShell, words: string): string {
  return shell === 'fish' ? `awsx env ${words} | source` : `eval "$(awsx env ${words})"`
}

/** The line that exports a variable; the value has no quote in it. */
export function assign(shell: HookShell, name: string, value: string): string {
  return shell === 'fish' ? `set -gx ${name} '${value}'` : `export ${name}='${value}'`
}

/** The line that takes a variable away. */
export function unassign(shell: HookShell, name: string): string {
  return shell === 'fish' ? `set -e ${name}` : `unset ${name}`
}

/** The line that writes all exported variables to a file, each ended by NUL. */
export function dumpEnvironment(shell: HookShell, file: string): string {
  return `${shell === 'fish' ? 'command' : '\\command'} env -0 >${file}`
}

/** An interactive shell that a person types into. */
export interface TypedShell extends Pty {
  /** Types a line. */
  enter(line: string): void
  /** Types a line and resolves with its status once it is done; its output is on the screen then. */
  run(line: string): Promise<number>
  /** Types a line and resolves when the next prompt is there; `answer` gets the shell meanwhile. */
  runAnswering(line: string, answer: (pty: Pty) => Promise<void>): Promise<number>
}

/** Opens an interactive shell of the tutorial, without start-up files, and waits until it takes lines. */
export async function openShell(
  { here }: Pick<Tutorial, 'here'>,
  shell: HookShell,
  env: EnvironmentChange = {},
): Promise<TypedShell> {
  const [name, ...args] = interactiveShell(shell)
  const words = shell === 'zsh' ? [...args, '-o', 'no_prompt_sp'] : args
  // By way of `env`: as the first program of a faked clock bash does not follow it.
  const pty = here.ptyCommand(['env', name, ...words], { env: { PS1: '$ ', fish_greeting: '', ...env } })
  let count = 0

  function enter(line: string): void {
    pty.type(line)
    pty.press('enter')
  }
  async function runAnswering(line: string, answer: (pty: Pty) => Promise<void>): Promise<number> {
    count += 1
    // The words of the mark are apart in what is typed, so that its echo is not taken for it.
    const status = shell === 'fish' ? '$status' : '$?'
    enter(`${line}; echo "<${count}:" ${status} ">"`)
    await answer(pty)
    const mark = new RegExp(`<${count}: (\\d+) >`)
    await pty.waitFor(mark)
    return Number(mark.exec(pty.screen().join('\n'))?.[1])
  }

  const typed: TypedShell = {
    ...pty,
    enter,
    run: (line) => runAnswering(line, async () => {}),
    runAnswering,
  }
  await pty.waitFor(/[$>#] ?$/)
  await typed.run('true')
  return typed
}
