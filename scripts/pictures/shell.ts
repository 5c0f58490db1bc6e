import { setTimeout as wait } from 'node:timers/promises'
import type { Pty, PtyOptions } from '../../test/harness/pty.ts'
import type { Stage } from './stage.ts'

/** A shell on a terminal, at its prompt. */
export interface Shell {
  readonly terminal: Pty
  /** Types a command and Enter; resolves when the shell shows its prompt again. */
  run(command: string): Promise<void>
  /** Types a command and Enter, for one that will ask something. */
  type(command: string): Promise<void>
  /** Types the answer to a question once it is asked, and what is typed is not shown by itself. */
  answer(question: string, text: string): Promise<void>
  /** Resolves when the shell waits for the next command. */
  ready(): Promise<void>
}

/** The shells of the pictures. */
export type ShellName = 'bash' | 'fish' | 'zsh'

/** Where each shell reads what its users put there, what stands there, how it starts, and the end of its prompt. */
const shells = {
  bash: {
    file: '.bashrc',
    lines: [String.raw`PS1='\[\e[1;32m\]\w\[\e[0m\] $ '`],
    hook: 'eval "$(awsx hook bash)"',
    argv: ['bash', '--noprofile', '-i'],
    prompt: '~ $',
  },
  zsh: {
    file: '.zshrc',
    lines: ["PROMPT='%B%F{green}%~%f%b %% '"],
    hook: 'eval "$(awsx hook zsh)"',
    argv: ['zsh', '-o', 'no_global_rcs', '-i'],
    prompt: '~ %',
  },
  fish: {
    file: '.config/fish/config.fish',
    lines: [
      'set -g fish_greeting',
      "function fish_prompt; set_color -o green; echo -n '~'; set_color normal; echo -n ' > '; end",
    ],
    hook: 'awsx hook fish | source',
    argv: ['fish', '-i'],
    prompt: '~ >',
  },
} as const satisfies Record<ShellName, object>

/** How a shell is opened. */
export interface ShellOptions extends Partial<PtyOptions> {
  /** `bash` by default. */
  readonly name?: ShellName
  /** With the hook of awsx. */
  readonly hasHook?: boolean
}

/** Opens a shell with a plain prompt; resolves when that is there. */
export async function openShell(
  stage: Stage,
  { name = 'bash', hasHook = false, ...options }: ShellOptions = {},
): Promise<Shell> {
  const { file, lines, hook, argv, prompt } = shells[name]
  stage.write(file, `${[...lines, ...(hasHook ? [hook] : [])].join('\n')}\n`)
  const terminal = name === 'bash' && hasHook ? openClockReader(stage, argv, options) : stage.open([...argv], options)

  // A segment may stand before the prompt, or at the right of the line.
  const atPrompt = (typed: string): RegExp =>
    new RegExp(`(?:^|\\n)(?:\\S.* )?${escape(`${prompt}${typed}`)}(?: {2,}.*)?\\s*$`)
  const shell: Shell = {
    terminal,
    ready: () => terminal.waitFor(atPrompt('')),
    async type(command) {
      terminal.type(command)
      // Its echo first, so that the prompt before it is not taken for the next one.
      await terminal.waitFor(atPrompt(` ${command}`))
      terminal.press('enter')
    },
    async run(command) {
      await shell.type(command)
      await shell.ready()
    },
    async answer(question, text) {
      await terminal.waitFor(question)
      // A program may ask before it has turned the echo off.
      while (terminal.isEchoing()) await wait(10)
      terminal.type(text)
      terminal.press('enter')
    },
  }
  await shell.ready()
  return shell
}

/** Bash looks at the clock itself, and its `getenv` hides the file from libfaketime: it needs the program of that. */
function openClockReader(stage: Stage, argv: readonly string[], options: Partial<PtyOptions>): Pty {
  const { LD_PRELOAD: _, FAKETIME_TIMESTAMP_FILE: __, ...env } = stage.env
  return stage.open(['faketime', '-m', '-f', stage.clock.text(), ...argv], { env, ...options })
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
