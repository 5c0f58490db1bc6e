import { AwsxError } from '@awsx/core'
import { readShell } from '../calling-shell.ts'
import type { Command } from '../command.ts'
import { formatCompletion } from '../completion-script.ts'
import { readCompletionCommands } from '../completion-words.ts'

/** `awsx completion SHELL`: the script that completes awsx in that shell. */
export const completion: Command = {
  spec: {
    name: 'completion',
    summary: 'completion for zsh, bash or fish',
    usage: '[zsh|bash|fish]',
    argument: 'shell',
    options: [],
    examples: [
      'eval "$(awsx completion zsh)"    # in ~/.zshrc, below compinit',
      'eval "$(awsx completion bash)"   # in ~/.bashrc',
      'awsx completion fish | source    # in ~/.config/fish/config.fish',
    ],
  },
  async run({ io, positionals }) {
    const shell = readShell(positionals[0], io.env)
    if (shell === 'posix') {
      throw new AwsxError('usage', 'there is no completion for this shell', {
        hint: 'awsx completion zsh, bash or fish',
      })
    }
    io.out(formatCompletion(shell, await readCompletionCommands()))
    return 0
  },
}
