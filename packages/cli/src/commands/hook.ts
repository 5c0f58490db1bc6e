import { AwsxError } from '@awsx/core'
import { readShell } from '../calling-shell.ts'
import type { Command } from '../command.ts'
import { readHookText } from '../hook-text.ts'

/** `awsx hook SHELL`: the shell function behind `awsx use` and `awsx off`. */
export const hook: Command = {
  spec: {
    name: 'hook',
    summary: 'the shell hook: awsx use and awsx off in this very shell',
    usage: '[zsh|bash|fish]',
    argument: 'shell',
    options: [],
    examples: [
      'eval "$(awsx hook zsh)"    # in ~/.zshrc',
      'eval "$(awsx hook bash)"   # in ~/.bashrc',
      'awsx hook fish | source    # in ~/.config/fish/config.fish',
    ],
  },
  async run({ io, positionals }) {
    const shell = readShell(positionals[0], io.env)
    if (shell === 'posix') {
      throw new AwsxError('usage', 'there is no hook for this shell', { hint: 'awsx hook zsh, bash or fish' })
    }
    io.out(readHookText(shell))
    return 0
  },
}
