import { AwsxError } from '@awsx/core'
import { readShell } from '../calling-shell.ts'
import type { Command } from '../command.ts'
import { readHookText } from '../hook-text.ts'

/** `awsx hook SHELL`: the shell function behind `awsx use`, and what goes with it. */
export const hook: Command = {
  spec: {
    name: 'hook',
    summary: 'the shell hook: awsx use and awsx off in this very shell, renewal, and the prompt',
    usage: '[zsh|bash|fish|direnv|prompt NAME]',
    argument: 'words',
    mostArguments: 2,
    words: ['zsh', 'bash', 'fish', 'direnv', 'prompt'],
    moreWords: ['starship', 'powerlevel10k', 'oh-my-posh', 'tide', 'tmux'],
    options: [
      { name: 'install', summary: "show the line and your shell's start file, ask, and add it", value: null },
      { name: 'uninstall', summary: 'take out what --install added', value: null },
      { name: 'yes', summary: 'do not ask', value: null },
    ],
    examples: [
      'awsx hook zsh --install    # or by hand:',
      'eval "$(awsx hook zsh)"    # in ~/.zshrc',
      'eval "$(awsx hook bash)"   # in ~/.bashrc',
      'awsx hook fish | source    # in ~/.config/fish/config.fish',
      'awsx hook prompt starship  # what to put into the settings of a prompt',
      'awsx hook direnv >~/.config/direnv/lib/awsx.sh',
    ],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const [word, name] = positionals
    const changes = ['install', 'uninstall'].filter((option) => options.has(option))
    if (word === 'direnv' || word === 'prompt') {
      if (changes[0] !== undefined) throw usage(`awsx hook ${word} has no --${changes[0]}`)
      const { readDirenvText, readPromptText } = await import('../hook-pieces.ts')
      io.out(word === 'prompt' ? readPromptText(name) : readDirenvText())
      return 0
    }
    if (name !== undefined) throw usage('awsx hook takes one shell')
    if (changes.length > 1) throw usage('--install and --uninstall exclude each other')
    const shell = readShell(word, io.env)
    if (shell === 'posix') {
      throw new AwsxError('usage', 'there is no hook for this shell', { hint: 'awsx hook zsh, bash or fish' })
    }
    if (changes.length === 0) {
      io.out(readHookText(shell))
      return 0
    }
    const { installHook, uninstallHook } = await import('../hook-install.ts')
    return options.has('install') ? await installHook(invocation, shell) : await uninstallHook(invocation, shell)
  },
}

function usage(message: string): AwsxError {
  return new AwsxError('usage', message, { hint: 'awsx hook --help' })
}
