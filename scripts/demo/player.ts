import { demand } from './evidence.ts'
import type { DemoHome } from './home.ts'
import { openShell } from './shell.ts'
import type { ShellProgram } from './shell.ts'
import type { Stage } from './stage.ts'

/** One shell of the story, in which commands are typed on the stage. */
export interface Player {
  /** Types and runs a command; resolves to its stdout. A person gets another try where it fails, else it throws. */
  play(command: string): Promise<string>
  /** Runs a command that is no part of the story. */
  look(command: string): Promise<string>
  end(): Promise<void>
}

/** Opens a shell on the stage; `extra` goes into its environment. */
export function openPlayer(
  stage: Stage,
  home: DemoHome,
  shell: ShellProgram,
  extra: Readonly<Record<string, string>> = {},
): Player {
  const running = openShell(shell, { ...home.env, ...extra }, home.home, stage.mode !== 'unattended')
  return {
    async play(command) {
      for (;;) {
        await stage.type(command)
        const { status, output } = await running.run(command, (text) => stage.relay(text))
        if (status === 0) return output
        demand(stage.mode === 'guided', `this ended with ${status}: ${command}`)
        stage.regret(`That ended with ${status}. Enter tries again, ctrl-c leaves.`)
      }
    },
    async look(command) {
      const { status, output } = await running.run(command)
      demand(status === 0, `this ended with ${status}: ${command}`)
      return output
    },
    end: () => running.end(),
  }
}
